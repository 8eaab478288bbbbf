//! One parser a run: the first byte says which.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outpace_syntax::{
    File, FileId, bibliography, claims, correlations, dictionary, draft, facts, mdl, parameters, scenarios, study, xmile,
};

fuzz_target!(|bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let (file, faults) = File::decode("fuzzed", bytes);
    let (id, text) = (FileId(0), file.text.as_str());
    drop(faults(id));
    match which % 13 {
        0 => drop(bibliography::parse(id, text)),
        1 => drop(claims::parse(id, text)),
        2 => drop(dictionary::parse_entities(id, text)),
        3 => drop(dictionary::parse_events(id, text)),
        4 => drop(dictionary::parse_metrics(id, text)),
        5 => drop(draft::parse(id, text)),
        6 => drop(facts::parse(id, text)),
        7 => drop(mdl::parse(id, text)),
        8 => drop(parameters::parse(id, text)),
        9 => drop(scenarios::parse(id, text)),
        10 => drop(study::parse(id, text)),
        11 => drop(xmile::parse(id, text)),
        _ => drop(correlations::parse(id, text)),
    }
});
