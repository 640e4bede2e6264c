//! [`At`]: a text of a pack with its place.

use crate::source::Spanned;

/// Some text of a pack, where it stands.
pub(super) type At<'n> = Spanned<&'n str>;
