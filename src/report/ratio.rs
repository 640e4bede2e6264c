//! Shares and how they are written.

/// In percent, to a tenth; never 100 where something is left.
pub(crate) fn percent(part: usize, of: usize) -> f64 {
    if of == 0 || part >= of {
        return 100.0;
    }
    ratio(part * 1000 / of, 10)
}

/// One number by another.
#[expect(clippy::cast_precision_loss, reason = "operations and assignments are counted in thousands")]
pub(crate) fn ratio(number: usize, of: usize) -> f64 {
    number as f64 / of as f64
}

/// Without a tenth where there is none.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
