//! Scopes: normal form, kind, containment by path, and the interner that gives each scope a number.
//!
//! Containment here is by path only (R-SCO-1..3, R-SCO-7..11). Management groups contain scopes by hierarchy, which `graph` knows
//! (R-SCO-4).

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

/// A scope in normal form (R-SCO-2): one leading slash, no trailing or doubled ones; the spelling of letters is kept.
/// Compares without regard to ASCII case.
#[derive(Debug, Clone)]
pub struct ScopePath(Box<str>);

/// What a scope is (R-SCO-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeKind {
    /// `/`, above the tenant root group.
    Root,
    /// `/providers/Microsoft.Management/managementGroups/{id}`.
    ManagementGroup,
    /// `/subscriptions/{guid}`.
    Subscription,
    /// `/subscriptions/{guid}/resourceGroups/{name}`.
    ResourceGroup,
    /// Anything below a resource group or subscription: resources, their children, extension resources.
    Resource,
    /// A provider scope of the tenant, such as `/providers/Microsoft.Capacity/...`: in no management group (R-SCO-7).
    TenantResource,
}

const MANAGEMENT_GROUPS: &str = "/providers/microsoft.management/managementgroups/";
/// PIM writes a subscription as a resource of a provider (R-FMT-28).
const SUBSCRIPTION_PROVIDER: &str = "/providers/microsoft.subscription";
const ASSIGNMENT_INFIX: &str = "/providers/microsoft.authorization/";
const WORKSPACES: &str = "/providers/microsoft.operationalinsights/workspaces/";

impl ScopePath {
    /// Normalises a scope (R-SCO-2).
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if is_normal(text) {
            return Self(plain(text).into());
        }
        let mut path = String::with_capacity(text.len() + 1);
        for segment in text.split('/').filter(|segment| !segment.is_empty()) {
            path.push('/');
            path.push_str(segment);
        }
        if path.is_empty() {
            path.push('/');
        }
        Self(plain(&path).into())
    }

    /// The scope of a management group, by its id.
    pub fn management_group(id: &str) -> Self {
        Self::parse(&format!("/providers/Microsoft.Management/managementGroups/{id}"))
    }

    /// The scope of a subscription, by its id.
    pub fn subscription(id: &str) -> Self {
        Self::parse(&format!("/subscriptions/{id}"))
    }

    /// The scope that a role assignment (or deny assignment, or schedule) with this resource id is made at (R-SCO-10):
    /// the text before the last `/providers/Microsoft.Authorization/`; an empty rest is `/`.
    pub fn of_assignment_id(id: &str) -> Option<Self> {
        let at = id.to_ascii_lowercase().rfind(ASSIGNMENT_INFIX)?;
        Some(Self::parse(id.get(..at)?))
    }

    /// The text, with the spelling it was read in.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What kind of scope this is.
    pub fn kind(&self) -> ScopeKind {
        kind_of(&self.0)
    }
}

impl PartialEq for ScopePath {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}
impl Eq for ScopePath {}

/// A path in normal form, without the provider that PIM writes before a subscription: it names the same scope (R-FMT-28).
pub(crate) fn plain(path: &str) -> &str {
    let split = path.split_at_checked(SUBSCRIPTION_PROVIDER.len());
    match split.filter(|(head, _)| head.eq_ignore_ascii_case(SUBSCRIPTION_PROVIDER)) {
        Some((_, rest)) if subscription_of(rest).is_some() => rest,
        _ => path,
    }
}

/// Whether `outer` contains `inner` by text (R-SCO-3). Both in normal form; letter case is ignored.
pub fn contains(outer: &str, inner: &str) -> bool {
    if outer == "/" {
        return true;
    }
    let Some((head, tail)) = inner.split_at_checked(outer.len()) else { return false };
    head.eq_ignore_ascii_case(outer) && (tail.is_empty() || tail.starts_with('/'))
}

/// Every text prefix of a scope that could be a scope itself, nearest first: the scope, ..., `/`.
pub fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    let inner = path.match_indices('/').skip(1).map(|(at, _)| at).collect::<Vec<_>>();
    let own = (path != "/").then_some(path);
    let cuts = inner.into_iter().rev().filter_map(|at| path.get(..at));
    own.into_iter().chain(cuts).chain(std::iter::once("/"))
}

/// The management group id that a scope starts with, if the scope is a management group or its path is below one.
pub fn management_group_id(path: &str) -> Option<&str> {
    let (head, rest) = path.split_at_checked(MANAGEMENT_GROUPS.len())?;
    head.eq_ignore_ascii_case(MANAGEMENT_GROUPS).then(|| rest.split('/').next().unwrap_or(rest))
}

/// The position of the first slash. Segments are short, so a search byte by byte is the fastest.
fn slash(text: &str) -> Option<usize> {
    text.bytes().position(|byte| byte == b'/')
}

/// The `/subscriptions/{id}` part of a scope.
pub fn subscription_of(path: &str) -> Option<&str> {
    let (head, rest) = path.split_at_checked("/subscriptions/".len())?;
    if !head.eq_ignore_ascii_case("/subscriptions/") || rest.is_empty() {
        return None;
    }
    path.get(..head.len() + id_end(rest))
}

/// Where the id of a subscription ends. Most often it is a GUID, whose bytes are counted together: that is faster than looking for the first.
fn id_end(rest: &str) -> usize {
    let is_whole = |(id, after): (&[u8], &[u8])| {
        after.first().is_none_or(|next| *next == b'/')
            && id.iter().fold(0, |slashes, byte| slashes + u8::from(*byte == b'/')) == 0
    };
    let whole = rest.as_bytes().split_at_checked(GUID_LENGTH).is_some_and(is_whole);
    if whole { GUID_LENGTH } else { slash(rest).unwrap_or(rest.len()) }
}

/// How many characters a GUID has.
const GUID_LENGTH: usize = 36;

/// The `/subscriptions/{id}/resourceGroups/{name}` part of a scope.
pub fn resource_group_of(path: &str) -> Option<&str> {
    let subscription = subscription_of(path)?;
    let rest = path.get(subscription.len()..)?;
    let (keyword, name) = rest.split_at_checked("/resourceGroups/".len())?;
    if !keyword.eq_ignore_ascii_case("/resourceGroups/") || name.is_empty() {
        return None;
    }
    let end = slash(name).map_or(path.len(), |at| subscription.len() + keyword.len() + at);
    path.get(..end)
}

/// The Log Analytics workspace that a scope is, or lies in.
pub fn workspace_of(path: &str) -> Option<&str> {
    let group = resource_group_of(path)?;
    let rest = path.get(group.len()..)?;
    let (keyword, name) = rest.split_at_checked(WORKSPACES.len())?;
    if !keyword.eq_ignore_ascii_case(WORKSPACES) || name.is_empty() || name.starts_with('/') {
        return None;
    }
    let end = slash(name).map_or(path.len(), |at| group.len() + keyword.len() + at);
    path.get(..end)
}

/// The type of key vaults.
pub const KEY_VAULTS: &str = "Microsoft.KeyVault/vaults";

/// The resource of a type, such as `Microsoft.KeyVault/vaults`, that a scope is or lies in.
pub fn resource_of<'p>(path: &'p str, of: &str) -> Option<&'p str> {
    const PROVIDERS: &str = "providers";
    let starts = path.match_indices('/').map(|(at, _)| at + 1);
    let segments: Vec<(&str, usize)> =
        starts.zip(path.split('/').skip(1)).map(|(start, segment)| (segment, start + segment.len())).collect();
    for (at, _) in segments.iter().enumerate().filter(|(_, (segment, _))| segment.eq_ignore_ascii_case(PROVIDERS)) {
        let mut own = String::new();
        // After the namespace, types and names take turns.
        let mut rest = segments.iter().skip(at + 1);
        own.push_str(rest.next().map_or("", |(namespace, _)| namespace));
        while let (Some((kind, _)), Some((_, end))) = (rest.next(), rest.next()) {
            if kind.eq_ignore_ascii_case(PROVIDERS) {
                break;
            }
            own.push('/');
            own.push_str(kind);
            if own.eq_ignore_ascii_case(of) {
                return path.get(..*end);
            }
        }
    }
    None
}

fn kind_of(path: &str) -> ScopeKind {
    if path == "/" {
        return ScopeKind::Root;
    }
    if let Some(id) = management_group_id(path) {
        let own = path.len() == MANAGEMENT_GROUPS.len() + id.len();
        return if own { ScopeKind::ManagementGroup } else { ScopeKind::Resource };
    }
    match (subscription_of(path), resource_group_of(path)) {
        (Some(subscription), _) if subscription.len() == path.len() => ScopeKind::Subscription,
        (_, Some(group)) if group.len() == path.len() => ScopeKind::ResourceGroup,
        (Some(_), _) => ScopeKind::Resource,
        (None, _) => ScopeKind::TenantResource,
    }
}

/// Whether a scope is in normal form, apart from blanks around it.
pub(crate) fn is_normal(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Counted to the end: that is faster than looking for the first.
    let doubled = || bytes.iter().zip(bytes.iter().skip(1)).filter(|(a, b)| **a == b'/' && **b == b'/').count() > 0;
    text.starts_with('/') && (text.len() == 1 || !text.ends_with('/')) && !doubled()
}

/// The number of a scope in [`Scopes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(pub(crate) u32);

impl ScopeId {
    /// The number as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Every scope that the inputs name, each once, whatever its letter case.
///
/// Of several spellings of one scope the smallest in byte order is shown, so the order of the inputs does not matter.
#[derive(Debug, Clone, Default)]
pub struct Scopes {
    arena: String,
    ends: Vec<usize>,
    /// The hash is stored with the number, so neither growth nor most misses have to look at a text.
    table: HashTable<(u64, u32)>,
    /// Where the scopes lie, as far as it was asked.
    levels: Vec<Option<ScopeLevel>>,
}

/// How a scope lies to subscriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeLevel {
    /// Beside all subscriptions: the root, or a resource of the tenant.
    Tenant,
    /// A management group, or a resource of it.
    ManagementGroup,
    /// A subscription.
    Subscription,
    /// Something in this subscription.
    InSubscription(ScopeId),
}

impl Scopes {
    /// The number of a scope; new ones are added.
    pub fn intern(&mut self, text: &str) -> ScopeId {
        let text = text.trim();
        if !is_normal(text) {
            let path = ScopePath::parse(text);
            return self.intern_normal(path.as_str());
        }
        self.intern_normal(plain(text))
    }

    /// The number of a scope in normal form that is already known.
    pub(crate) fn known(&self, path: &str) -> Option<ScopeId> {
        self.find(fold_hash(path), path)
    }

    fn intern_normal(&mut self, path: &str) -> ScopeId {
        let hash = fold_hash(path);
        if let Some(id) = self.find(hash, path) {
            self.keep_smaller_spelling(id, path);
            return id;
        }
        let id = self.ends.len() as u32;
        self.arena.push_str(path);
        self.ends.push(self.arena.len());
        self.table.insert_unique(hash, (hash, id), |&(hash, _)| hash);
        ScopeId(id)
    }

    /// One more scope that reads `/`: the root of one tenant among several. No text leads to it.
    pub(crate) fn another_root(&mut self) -> ScopeId {
        let id = self.ends.len() as u32;
        self.arena.push('/');
        self.ends.push(self.arena.len());
        ScopeId(id)
    }

    /// The number of a scope that is already known.
    pub fn lookup(&self, text: &str) -> Option<ScopeId> {
        self.known(ScopePath::parse(text).as_str())
    }

    /// The text of a scope.
    pub fn text(&self, id: ScopeId) -> &str {
        spelled(&self.arena, &self.ends, id.index())
    }

    /// What kind of scope it is.
    pub fn kind(&self, id: ScopeId) -> ScopeKind {
        kind_of(self.text(id))
    }

    /// The subscription that a scope is, or lies in, where it is known as a scope.
    pub fn subscription(&self, id: ScopeId) -> Option<ScopeId> {
        match self.levels.get(id.index()).copied().flatten() {
            Some(ScopeLevel::Subscription) => Some(id),
            Some(ScopeLevel::InSubscription(subscription)) => Some(subscription),
            Some(ScopeLevel::Tenant | ScopeLevel::ManagementGroup) => None,
            None => self.lookup(subscription_of(self.text(id))?),
        }
    }

    /// How a scope lies to subscriptions. A subscription that only its resources name is added.
    pub fn level(&mut self, id: ScopeId) -> ScopeLevel {
        if let Some(Some(known)) = self.levels.get(id.index()) {
            return *known;
        }
        let level = match subscription_of(self.text(id)) {
            Some(subscription) if subscription.len() == self.text(id).len() => ScopeLevel::Subscription,
            Some(subscription) => {
                let known = self.find(fold_hash(subscription), subscription);
                let spelled_so = known.filter(|&known| self.text(known) <= subscription);
                let subscription = subscription.to_owned();
                ScopeLevel::InSubscription(spelled_so.unwrap_or_else(|| self.intern(&subscription)))
            }
            None if management_group_id(self.text(id)).is_some() => ScopeLevel::ManagementGroup,
            None => ScopeLevel::Tenant,
        };
        self.levels.resize(self.ends.len(), None);
        if let Some(place) = self.levels.get_mut(id.index()) {
            *place = Some(level);
        }
        level
    }

    /// Every scope, in the order of first mention.
    pub fn ids(&self) -> impl Iterator<Item = ScopeId> + use<> {
        (0..self.ends.len() as u32).map(ScopeId)
    }

    /// How many scopes there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn find(&self, hash: u64, path: &str) -> Option<ScopeId> {
        let text = |id: u32| spelled(&self.arena, &self.ends, id as usize);
        let same = |&(own, id): &(u64, u32)| own == hash && text(id).eq_ignore_ascii_case(path);
        self.table.find(hash, same).map(|&(_, id)| ScopeId(id))
    }

    /// A known scope was read once more, in normal form.
    pub(crate) fn keep_smaller_spelling(&mut self, id: ScopeId, path: &str) {
        if path < self.text(id) {
            let end = self.ends.get(id.index()).copied().unwrap_or_default();
            self.arena.replace_range(end - path.len()..end, path);
        }
    }
}

fn spelled<'a>(arena: &'a str, ends: &[usize], index: usize) -> &'a str {
    let start = index.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let end = ends.get(index).copied().unwrap_or(start);
    arena.get(start..end).unwrap_or_default()
}

/// Hashes eight bytes at a time with the letter bit set, so that a scope and its other spellings collide on purpose.
pub(crate) fn fold_hash(path: &str) -> u64 {
    const LETTER_BIT: u64 = 0x2020_2020_2020_2020;
    let mut hasher = FxHasher::default();
    let (words, rest) = path.as_bytes().as_chunks::<8>();
    for word in words {
        hasher.write_u64(u64::from_le_bytes(*word) | LETTER_BIT);
    }
    let mut last = [0_u8; 8];
    for (slot, byte) in last.iter_mut().zip(rest) {
        *slot = *byte;
    }
    hasher.write_u64(u64::from_le_bytes(last) | LETTER_BIT);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";

    #[test]
    fn normal_form() {
        let cases = [
            ("/", "/", "root"),
            ("", "/", "an empty rest of an assignment id is root"),
            ("subscriptions/a/", "/subscriptions/a", "leading slash added, trailing one dropped"),
            ("//subscriptions//a", "/subscriptions/a", "doubled slashes collapse"),
            (" /x ", "/x", "blanks trimmed"),
            (
                "/providers/Microsoft.Subscription/subscriptions/a/resourceGroups/b",
                "/subscriptions/a/resourceGroups/b",
                "PIM (R-FMT-28)",
            ),
            ("/providers/microsoft.subscription/aliases/a", "/providers/microsoft.subscription/aliases/a", "no subscription"),
        ];
        for (text, normal, why) in cases {
            assert_eq!(ScopePath::parse(text).as_str(), normal, "{why}");
        }
    }

    #[test]
    fn resources_of_a_type() {
        let group = format!("{S}/resourceGroups/rg");
        let vault = format!("{group}/providers/Microsoft.KeyVault/vaults/keys");
        let cases = [
            (vault.clone(), "microsoft.keyvault/vaults", Some(vault.clone()), "itself, whatever the case"),
            (format!("{vault}/secrets/a"), "Microsoft.KeyVault/vaults", Some(vault.clone()), "a part of it"),
            (
                format!("{vault}/secrets/a"),
                "Microsoft.KeyVault/vaults/secrets",
                Some(format!("{vault}/secrets/a")),
                "a child type",
            ),
            (
                format!("{vault}/providers/Microsoft.Insights/diagnosticSettings/a"),
                "Microsoft.KeyVault/vaults",
                Some(vault.clone()),
                "an extension of it",
            ),
            (vault.clone(), "Microsoft.KeyVault/managedHSMs", None, "another type"),
            (group.clone(), "Microsoft.KeyVault/vaults", None, "no resource"),
            (format!("{group}/providers/Microsoft.KeyVault/vaults"), "Microsoft.KeyVault/vaults", None, "no name"),
        ];
        for (path, of, expected, why) in cases {
            assert_eq!(resource_of(&path, of), expected.as_deref(), "{why}");
        }
    }

    #[test]
    fn kinds() {
        let cases = [
            ("/".to_owned(), ScopeKind::Root),
            ("/providers/microsoft.management/managementgroups/corp".to_owned(), ScopeKind::ManagementGroup),
            (S.to_owned(), ScopeKind::Subscription),
            (format!("{S}/resourcegroups/rg"), ScopeKind::ResourceGroup),
            (format!("{S}/resourceGroups/rg/providers/Microsoft.Web/sites/a"), ScopeKind::Resource),
            (format!("{S}/providers/Microsoft.Security/pricings/X"), ScopeKind::Resource),
            ("/providers/Microsoft.Capacity/reservationOrders/r1".to_owned(), ScopeKind::TenantResource),
        ];
        for (path, kind) in cases {
            assert_eq!(ScopePath::parse(&path).kind(), kind, "{path}");
        }
    }

    #[test]
    fn interning_ignores_case_and_keeps_the_smallest_spelling() {
        let mut scopes = Scopes::default();
        let lower = scopes.intern(&format!("{S}/resourcegroups/rg"));
        let other = scopes.intern("/x");
        let camel = scopes.intern(&format!("{S}/resourceGroups/RG/"));
        assert_eq!(lower, camel);
        assert_ne!(lower, other);
        assert_eq!(scopes.text(lower), format!("{S}/resourceGroups/RG"));
        assert_eq!(scopes.text(other), "/x");
    }

    #[test]
    fn prefixes_run_from_the_scope_to_the_root() {
        assert_eq!(prefixes("/a/b/c").collect::<Vec<_>>(), ["/a/b/c", "/a/b", "/a", "/"]);
        assert_eq!(prefixes("/").collect::<Vec<_>>(), ["/"]);
    }

    #[test]
    fn finds_the_workspace_around_a_scope() {
        let workspace = format!("{S}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/W");
        let incident = format!("{workspace}/providers/Microsoft.SecurityInsights/incidents/i1");
        assert_eq!(workspace_of(&incident), Some(workspace.as_str()));
        assert_eq!(workspace_of(&format!("{S}/resourceGroups/rg")), None);
    }
}
