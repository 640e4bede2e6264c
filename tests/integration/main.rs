//! The integration tests.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up has failed")]

mod evaluation;
mod packs;
mod pattern_laws;
<<<<<<< HEAD
mod small_tenant;
=======
mod read;
mod read_picture;
>>>>>>> 8866c8b (Read role assignments and definitions as ARM, Resource Graph, az and PowerShell print them)
mod vectors;
