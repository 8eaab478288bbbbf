use super::*;

const FILE: FileId = FileId(0);

fn marked<'t>(text: &'t str, diagnostics: &[Diagnostic]) -> Vec<(&'static str, &'t str)> {
    let at = |span: Span| &text[span.start as usize..span.end as usize];
    diagnostics.iter().map(|d| (d.code.0, d.labels.first().map_or("", |label| at(label.span)))).collect()
}

#[test]
fn an_entity_has_names_and_a_bloc() {
    let text =
        "id,name,kind,bloc,aliases,note\nmsft,Microsoft,firm,US,MSFT; Microsoft Corp. ;,\nMSFT,Again,,,,\nx,,,,,\n";
    let (tree, diagnostics) = parse_entities(FILE, text);
    assert_eq!(marked(text, &diagnostics), [("empty-cell", ""), ("duplicate-id", "MSFT")]);
    let [entity] = tree.entities.as_slice() else { panic!("{tree:?}") };
    assert_eq!((entity.name.value.as_str(), entity.kind.value.as_str()), ("Microsoft", "firm"));
    assert_eq!(entity.bloc.as_ref().map(|bloc| bloc.value.text()), Some("US"));
    let aliases: Vec<_> = entity.aliases.iter().map(|alias| alias.value.text()).collect();
    assert_eq!(aliases, ["MSFT", "Microsoft Corp."]);
    let place = entity.aliases[1].span;
    assert_eq!(&text[place.start as usize..place.end as usize], "Microsoft Corp.");
}

#[test]
fn a_metric_has_a_kind_and_a_unit() {
    let text = "id,name,kind,unit,definition\ncapex,capital expenditure,Flow,billion USD,\"Cash, paid.\"\n\
                b,B,flwo,USD,d\nc,C,stock,USD,\n";
    let (tree, diagnostics) = parse_metrics(FILE, text);
    assert_eq!(marked(text, &diagnostics), [("unknown-word", "flwo"), ("empty-cell", "")]);
    assert_eq!(diagnostics[0].help.as_deref(), Some("did you mean `flow`?"));
    let [metric] = tree.metrics.as_slice() else { panic!("{tree:?}") };
    assert_eq!((metric.kind.value, metric.definition.as_str()), (MetricKind::Flow, "Cash, paid."));
    assert_eq!(metric.unit.scale, 1e9);
}

#[test]
fn an_event_has_a_date_as_precise_as_known() {
    let text = "date,jurisdiction,entity,kind,title,summary,source\n2020-05-14,us,nvidia,product,A100,Out.,s\n\
                2022-10,us,,control,Rules,,s\n2023,,,,Law,,s\nMay 2024,,,,T,,s\n2024,,,,T,,\n";
    let (tree, diagnostics) = parse_events(FILE, text);
    assert_eq!(marked(text, &diagnostics), [("bad-period", "May 2024"), ("missing-source", "")]);
    let dates: Vec<_> = tree.events.iter().map(|event| event.date.value.to_string()).collect();
    assert_eq!(dates, ["2020-05-14", "2022-10", "2023"]);
    assert_eq!(tree.events[1].entity, None);
}
