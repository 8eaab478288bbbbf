use super::*;

fn times(schedule: &Schedule) -> Vec<f64> {
    (0..=schedule.steps()).map(|step| schedule.time(step)).collect()
}

fn saved(schedule: &Schedule) -> Vec<f64> {
    schedule.saved_steps().iter().map(|&step| schedule.time(step)).collect()
}

#[test]
fn a_step_that_changes_begins_a_stretch() {
    // The public test model `control_vars`, up to 6.
    let schedule = Schedule::paced(0.0, Method::Euler, |time| Pace {
        last: if time < 5.0 { 2.0 * 5.0 } else { 6.0 },
        step: if time < 4.0 { 1.0 } else { 0.5 },
        save_every: if time < 4.0 { 2.0 } else { 0.5 },
    });
    assert_eq!(times(&schedule), [0.0, 1.0, 2.0, 3.0, 4.0, 4.5, 5.0, 5.5, 6.0]);
    assert_eq!(saved(&schedule), [0.0, 2.0, 4.0, 4.5, 5.0, 5.5, 6.0]);
    assert_eq!((schedule.step_length(3), schedule.step_length(4)), (1.0, 0.5));
    let nearest = [-1.0, 2.4, 3.4, 3.6, 4.2, 4.3, 99.0].map(|time| schedule.step_at(time));
    assert_eq!(nearest, [0, 2, 3, 4, 4, 5, 8]);
    assert_eq!((schedule.moment(3, 1, 2), schedule.moment(5, 1, 2)), (3.5, 4.75));
}

#[test]
fn tenths_are_counted_and_not_added_up() {
    let schedule =
        Schedule::from(Clock { initial: 0.0, last: 100.0, step: 0.1, save_every: 0.5, method: Method::Euler });
    assert_eq!(schedule.steps(), 1000);
    assert_eq!(schedule.saved_steps().len(), 201);
    for (at, &step) in schedule.saved_steps().iter().enumerate() {
        assert_eq!(step as usize, 5 * at);
        assert_eq!(schedule.time(step), f64::from(step) / 10.0);
    }
    assert_eq!((schedule.time(17), schedule.time(3), schedule.moment(1, 1, 2)), (1.7, 0.3, 0.15));
}

#[test]
fn what_is_saved_is_the_step_nearest_to_each_saved_moment() {
    for (step, save_every, expected) in [
        (0.25, 0.3, &[0.0, 0.25, 0.5, 1.0][..]),
        (0.25, 0.4, &[0.0, 0.5, 0.75]),
        (0.5, 0.2, &[0.0, 0.5, 1.0]),
        (0.25, f64::INFINITY, &[0.0]),
        (0.5, -1.0, &[0.0, 0.5, 1.0]),
    ] {
        let clock = Clock { initial: 0.0, last: 1.0, step, save_every, method: Method::Euler };
        assert_eq!(saved(&clock.into()), expected, "{step} {save_every}");
    }
}
