//! [`At`]: a text of a pack with its place.

use crate::source::Spanned;

/// A text of a pack, with its place.
pub(super) type At<'n> = Spanned<&'n str>;
