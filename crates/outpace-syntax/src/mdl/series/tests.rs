use super::*;

fn points(set: &SeriesSet, name: &str) -> Option<Vec<(f64, f64)>> {
    set.get(name).map(|series| series.points.clone())
}

#[test]
fn times_go_down_or_across() {
    let down =
        SeriesSet::of_sheet(&Sheet::from_text("Time,World_Price,\"sales[US, east]\"\n0,5,1\n1,,2\n2,7,3\n", ','));
    let across =
        SeriesSet::of_sheet(&Sheet::from_text("Time\t0\t1\t2\nWorld_Price\t5\t\t7\nsales[US, east]\t1\t2\t3", '\t'));
    assert_eq!(down, across);
    assert_eq!(points(&down, "world price"), Some(vec![(0.0, 5.0), (2.0, 7.0)]));
    assert_eq!(points(&down, "SALES[us,East]"), Some(vec![(0.0, 1.0), (1.0, 2.0), (2.0, 3.0)]));
    assert_eq!(points(&down, "Time"), None);
}

#[test]
fn a_text_has_a_name_and_then_its_points() {
    let set = SeriesSet::of_text("world price\n2\t7\n0\t5\n\"sales\"\n1 2\n1 3\nempty\n");
    assert_eq!(points(&set, "World Price"), Some(vec![(0.0, 5.0), (2.0, 7.0)]));
    assert_eq!(points(&set, "sales"), Some(vec![(1.0, 2.0)]));
    assert_eq!(set.len(), 2);
}

#[test]
fn what_is_no_table_of_series_has_none() {
    for text in ["", "1,2\n3,4\n", "a\nb\n", ",,\n", "x,y\n"] {
        assert!(SeriesSet::of_sheet(&Sheet::from_text(text, ',')).is_empty(), "{text:?}");
        assert!(SeriesSet::of_text(text).is_empty(), "{text:?}");
    }
}
