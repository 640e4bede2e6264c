//! [`ExampleView`]: which action a step gives, where any action of a pattern is asked for.

use std::sync::Arc;

use serde::Serialize;

use crate::decide::Satisfies;
use crate::model::Plane;

/// An action of a pattern of which any one was asked for.
#[derive(Debug, Clone, Serialize)]
pub struct ExampleView {
    /// Its plane.
    plane: Plane,
    /// The action.
    action: Arc<str>,
    /// The catalog knows it.
    in_catalog: bool,
}

impl ExampleView {
    /// The example of a step, where it has one.
    pub(crate) fn new(satisfies: &Satisfies) -> Option<Self> {
        let Satisfies::OneOf { plane, example, is_known, .. } = satisfies else { return None };
        Some(Self { plane: *plane, action: Arc::clone(example), in_catalog: *is_known })
    }

    /// `for example Microsoft.KeyVault/vaults/read`.
    pub(crate) fn in_words(&self) -> String {
        let what = if self.plane == Plane::Data { "data action " } else { "" };
        let unknown = if self.in_catalog { "" } else { ", which the catalog does not know" };
        format!("for example {what}{}{unknown}", self.action)
    }
}
