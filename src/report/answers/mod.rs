//! Who can do what, as an audit, an explanation and readiness show it: the picture of the answers, its words, the matrix, and what
//! text and Markdown have in common. The page is in `html/`.

pub(crate) mod asked;
pub(crate) mod assumptions;
pub(crate) mod caveat;
pub(crate) mod csv;
pub(crate) mod example;
pub(crate) mod finding;
pub(crate) mod found;
pub(crate) mod grants;
pub(crate) mod markdown;
pub(crate) mod matrix;
pub(crate) mod parquet;
pub(crate) mod phrases;
pub(crate) mod picture;
pub(crate) mod places;
pub(crate) mod power;
pub(crate) mod reached;
pub(crate) mod rows;
pub(crate) mod schema;
pub(crate) mod text;
pub(crate) mod views;
pub(crate) mod who;
pub(crate) mod words;
