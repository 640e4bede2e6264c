//! The integration tests.
#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod pattern_laws;
mod vectors;
