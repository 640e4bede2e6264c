//! [`Tenancy`]: which tenant inputs and subscriptions are of, where the inputs hold several (R-SCO-12).

use rustc_hash::FxHashMap;

use super::provenance::{InputId, Origin};
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
    /// The tenants that rows name themselves, in their order: each entry holds from its row to that of the next one. `None`: the row
    /// names none.
    pub said: Vec<(Origin, Option<Box<str>>)>,
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

    /// Takes note of the tenant that a row names, or that it names none. Rows come in their order.
    pub fn says(&mut self, origin: Origin, tenant: Option<&str>) {
        let tenant = tenant.filter(|tenant| !tenant.is_empty()).map(str::to_ascii_lowercase);
        let last = self.said.last().filter(|(known, _)| known.input == origin.input);
        if last.map_or(tenant.is_some(), |(_, known)| known.as_deref() != tenant.as_deref()) {
            self.said.push((origin, tenant.map(Into::into)));
        }
    }

    /// The tenant that a row names itself.
    pub fn of_row(&self, origin: Origin) -> Option<&str> {
        let after = self.said.partition_point(|(first, _)| *first <= origin);
        let (first, tenant) = self.said.get(after.checked_sub(1)?)?;
        tenant.as_deref().filter(|_| first.input == origin.input)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenancy_of_rows_lasts_until_another_is_named() {
        let row = |input, record| Origin { input: InputId(input), record };
        let mut tenancy = Tenancy::default();
        let rows =
            [(row(0, 2), None), (row(1, 0), Some("A")), (row(1, 1), Some("a")), (row(1, 4), Some("b")), (row(1, 5), None)];
        for (origin, tenant) in rows {
            tenancy.says(origin, tenant);
        }
        let cases = [
            (row(0, 2), None, "a row that names none"),
            (row(1, 0), Some("a"), "ids are compared in lower case"),
            (row(1, 3), Some("a"), "as the row before"),
            (row(1, 4), Some("b"), "another tenant"),
            (row(1, 5), None, "a row without, after one with"),
            (row(2, 0), None, "another input"),
        ];
        for (origin, expected, why) in cases {
            assert_eq!(tenancy.of_row(origin), expected, "{why}");
        }
    }
}
