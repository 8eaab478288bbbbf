//! Whatever is done to a model, it is refused or it runs: nothing falls over.

use super::*;
use outpace_syntax::mdl::sheet::Sheet;

/// A model with a bit of everything that is written out, read from files or computed over vectors.
const MODEL: &str = "R: A, B, C -> S ~~| S: X, Y, Z ~~| Q: (E1-E3) ~~| Sub: A, B ~~| P: ptype, ppriority, pwidth, pextra ~~|
T: GET DIRECT SUBSCRIPT('t.csv', ',', 'A1', 'C1', 'm') ~~|
:MACRO: FOLLOW(aim, delay : gap) FOLLOW = INTEG(gap / delay, aim) ~ aim ~ | gap = aim - FOLLOW ~~| :END OF MACRO:
v[R] = 3, 1, 2 ~ USD ~ | m[R, S] = 1, 2, 3; 4, 5, 6; 7, 8, 10; ~~| f((0,0),(1,2),(3,1)) ~~|
c[R] = GET DIRECT CONSTANTS('t.csv', ',', 'A2*') ~~| d[R] :RAW: := GET XLS DATA('t.csv', ',', 'A', 'B2') ~~|
g[T](GET DIRECT LOOKUPS('t.csv', ',', '2', 'A3')) ~~| h[T] = g[T](Time / 2) ~~|
i[R, S] = INVERT MATRIX(m[R, S], 3) ~~| o[R] = VECTOR SORT ORDER(v[R], 1) ~~| w[R] = VECTOR REORDER(v[R], o[R]) ~~|
e[R] = VECTOR ELM MAP(v[A], R - 1 + o[R]) ~~| s = VECTOR SELECT(v[R!], i[R!, X] + d[R!], 0, Time, 0) ~~|
q[R, P] = 3, 1, 2, 0; 1, 2, 2, 0; 4, 3, 1, 0; ~~| a[R] = ALLOCATE AVAILABLE(v[R], q[R, ptype], 4) ~~|
b[R] = ALLOCATE BY PRIORITY(v[R], c[R], ELMCOUNT(R), 3, Time) ~~|
x[R] :EXCEPT: [C] = FOLLOW(w[R] + Time, 2 : y[R]) ~~| x[C] = SUM(FOLLOW(v[R!], 1)) ~~| z = f(GET TIME VALUE(0, 1, 0)) ~~|
INITIAL TIME = 0 ~~| FINAL TIME = IF THEN ELSE(Time > 2, Time, 9) ~~| TIME STEP = 1 ~~| SAVEPER = 1 ~~|";

const TABLE: &str = "1,2,3,4\n2,5,6,1\n3,8,9,2\n4,1,2,3\n5,6,7,8\n";

/// Parses, resolves and runs a model for a few steps; says whether it ran.
fn go(text: &str) -> bool {
    let mut files = FileSet::default();
    let file = files.add(File::new("model.mdl", text));
    let (mut tree, _) = mdl::parse(file, text);
    tree.sheets.tables.insert(("t.csv".into(), ",".into()), Sheet::from_text(TABLE, ','));
    let (model, _) = outpace_study::model::resolve(tree);
    let settings = Settings { last: Some(3.0), step: Some(1.0), ..Settings::default() };
    let Ok(lowered) = lower(&model, &Overrides::default(), settings) else { return false };
    outpace_engine::single(&lowered.program, &[]);
    true
}

#[test]
fn no_damage_to_a_model_makes_it_fall_over() {
    assert!(go(MODEL), "the model runs as it is");
    // Marsaglia 2003, "Xorshift RNGs".
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % below.max(1)
    };
    let words: Vec<&str> = MODEL.split(|c: char| " ,()[]~|\n".contains(c)).filter(|word| !word.is_empty()).collect();
    for _ in 0..200 {
        let mut text = MODEL.to_string();
        for _ in 0..1 + next(4) {
            let (from, to) = (words[next(words.len())], words[next(words.len())]);
            let places: Vec<usize> = text.match_indices(from).map(|(at, _)| at).collect();
            let Some(&at) = places.get(next(places.len())) else { continue };
            match next(4) {
                0 => text.replace_range(at..at + from.len(), ""),
                1 => text.insert_str(at, to),
                _ => text.replace_range(at..at + from.len(), to),
            }
        }
        println!("{text}\n");
        go(&text);
    }
}
