//! Brief → terminal, Markdown and HTML: the last stage, which sets what `compose` wrote and computes nothing.
//!
//! Each format is one module with one function, `write`. They share the numbers' spelling ([`mod@format`]), what makes
//! text safe ([`escape`]) and the charts ([`chart`]). All are total: any brief gives a page.

pub mod atomic;
pub mod chart;
pub mod diagnostic;
pub mod escape;
pub mod format;
pub mod html;
pub mod markdown;
pub mod table;
pub mod terminal;

/// Numbers of references as runs from first to last, so that `[83][84][85]` reads `[83]–[85]`. Two in a row stay two.
fn runs(numbers: &[usize]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if number == *last + 1 => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let split = |(first, last): (usize, usize)| match last - first {
        1 => vec![(first, first), (last, last)],
        _ => vec![(first, last)],
    };
    runs.into_iter().flat_map(split).collect()
}

#[cfg(test)]
mod tests;
