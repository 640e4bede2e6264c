//! [`Tenancy`]: which tenant inputs and subscriptions are of, where the inputs hold several (R-SCO-12).

use rustc_hash::FxHashMap;

use super::provenance::InputId;
use super::scope::{ScopeId, Scopes, subscription_of};

/// The tenants of the inputs. Empty where there is one, or none is told: then everything is of the same.
#[derive(Debug, Clone, Default)]
pub struct Tenancy {
    /// Every tenant, by id; two at least.
    pub tenants: Vec<Box<str>>,
    /// The scope that stands for `/` of a tenant.
    pub roots: FxHashMap<ScopeId, Box<str>>,
    /// The tenant of a subscription, by its scope in lower case.
    pub of_subscription: FxHashMap<Box<str>, Box<str>>,
    /// The tenant of each input, where it is known.
    pub of_input: Vec<Option<Box<str>>>,
    /// Tenants that rows of an input name.
    pub hints: Vec<(InputId, Box<str>)>,
}

impl Tenancy {
    /// Whether the inputs hold several tenants.
    pub fn is_mixed(&self) -> bool {
        !self.tenants.is_empty()
    }

    /// The tenant of an input.
    pub fn of_input(&self, input: InputId) -> Option<&str> {
        self.of_input.get(input.index())?.as_deref()
    }

    /// The tenant of the subscription that a scope is, or lies in.
    pub fn of_scope(&self, path: &str) -> Option<&str> {
        let subscription = subscription_of(path)?.to_ascii_lowercase();
        self.of_subscription.get(subscription.as_str()).map(|tenant| &**tenant)
    }

    /// The scope that stands for `/` of a tenant; new ones are added.
    pub fn root(&mut self, tenant: &str, scopes: &mut Scopes) -> ScopeId {
        if let Some((&known, _)) = self.roots.iter().find(|(_, own)| &***own == tenant) {
            return known;
        }
        let root = scopes.another_root();
        self.roots.insert(root, tenant.into());
        root
    }
}
