//! What pages have in common: the template with its style and script, the policy, and data that cannot leave its element.

mod embed;
pub(crate) mod sha256;
pub(crate) mod shell;
