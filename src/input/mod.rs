//! Arguments to texts: files, folders, patterns and standard input, decoded. What the texts mean is not known here.
//!
//! `load.rs` finds and reads them as [`Input`]s. [`InputError`] says why one could not be read; [`Errors`] holds everything that is wrong
//! with all of them, for any reader.

mod error;
mod errors;
mod excerpt;
#[cfg(feature = "native")]
mod load;
mod text;
#[cfg(feature = "native")]
mod tree;

pub use error::InputError;
pub use errors::Errors;
pub use text::Input;

#[cfg(feature = "native")]
pub(crate) use excerpt::Excerpt;
#[cfg(feature = "native")]
pub(crate) use load::{EMPTY, LEFT_OUT, NOT_TEXT, WantedFiles, files, load, modified};
pub(crate) use text::Content;
#[cfg(feature = "native")]
pub(crate) use tree::{absolute, root};
