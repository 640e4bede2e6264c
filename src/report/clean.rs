//! What the input calls things, as it can be shown. The renderers clean each name; [`super::sink`] cleans what they miss.

pub(crate) use crate::clean::clean;
