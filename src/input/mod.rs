//! Arguments to texts: files, folders, patterns and standard input, decoded. What the texts hold is not looked at here.
//!
//! [`load()`] finds and reads them as [`Input`]s. [`InputError`] is why one could not be had, [`Errors`] everything that is wrong
//! with all of them, whoever reads on.

mod error;
mod errors;
mod excerpt;
#[cfg(feature = "native")]
mod load;
mod text;

pub use error::InputError;
pub use errors::Errors;
pub use text::Input;

#[cfg(feature = "native")]
pub(crate) use excerpt::Excerpt;
#[cfg(feature = "native")]
pub(crate) use load::{WantedFiles, files, load, modified};
pub(crate) use text::Content;
