//! [`Errors`]: everything that is wrong with the inputs, not only the first error.

use std::error::Error;
use std::fmt;

use miette::Diagnostic;

/// Everything that is wrong with the inputs, never empty; in the order of their paths.
#[derive(Debug)]
pub struct Errors<E>(Vec<E>);

impl<E> Errors<E> {
    /// The errors.
    pub fn as_slice(&self) -> &[E] {
        &self.0
    }

    /// The errors, to be printed one by one.
    pub fn into_vec(self) -> Vec<E> {
        self.0
    }

    /// A value, unless something is wrong.
    pub(crate) fn check<T>(value: T, errors: Vec<E>) -> Result<T, Self> {
        if errors.is_empty() { Ok(value) } else { Err(Self(errors)) }
    }

    /// The same errors as those of a later step.
    #[cfg(feature = "native")]
    pub(crate) fn widen<F: From<E>>(self) -> Errors<F> {
        Errors(self.0.into_iter().map(F::from).collect())
    }
}

impl<E: fmt::Display> fmt::Display for Errors<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [one] => one.fmt(f),
            many => write!(f, "the inputs could not be read, for {} reasons", many.len()),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> Error for Errors<E> {}

impl<E: Diagnostic> Diagnostic for Errors<E> {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.0.iter().map(|error| error as &dyn Diagnostic)))
    }
}
