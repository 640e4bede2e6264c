//! The language server: what an editor asks about role files, answered from the texts that it has open.
//!
//! [`serve`] is the conversation over two streams, from `initialize` to `exit`. An [`Editor`] knows nothing of streams and messages: it
//! holds the open texts, and answers from a text and a position. What is wrong with a role file is [`crate::review`]'s business, what an
//! action is the catalog's.

mod abilities;
mod completion;
mod diagnostics;
mod editor;
mod examined;
mod frame;
mod hover;
mod open_file;
mod params;
mod position;
mod quick_fixes;
mod server;
mod typed;
mod uri;

pub use editor::{Editor, EditorOptions};
pub use server::{Farewell, serve};
