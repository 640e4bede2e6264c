//! [`PeopleData`]: hundreds of thousands of principals in columns, each of them one text.

use serde::{Serialize, Serializer};

use super::numbered::Numbered;
use crate::report::answers::views::PrincipalView;
use crate::report::clean::clean;
use crate::report::terms::ObjectId;
use crate::sha256::base64;

/// The principals of the page, in the order of its classes.
#[derive(Default, Serialize)]
pub(crate) struct PeopleData {
    count: usize,
    /// What there is of kinds, and for each principal which: a digit.
    kinds: Numbered<&'static str>,
    kind: String,
    /// The 16 bytes of each id, in base 64.
    #[serde(serialize_with = "in_base64")]
    ids: Vec<u8>,
    /// Ids that are no GUIDs, by place; in `ids` they are zeros.
    other_ids: Vec<(usize, String)>,
    /// A name a line.
    names: String,
    /// A user principal name a line; what follows the last `@` is the number of a domain.
    upns: String,
    domains: Numbered<String>,
}

impl PeopleData {
    pub(crate) fn extend<'a>(&mut self, principals: impl Iterator<Item = PrincipalView<'a>>) {
        principals.for_each(|principal| self.push(&principal));
    }

    fn push(&mut self, principal: &PrincipalView<'_>) {
        if self.count > 0 {
            self.names.push('\n');
            self.upns.push('\n');
        }
        self.kind.push(char::from_digit(self.kinds.number(principal.kind) as u32, 10).unwrap_or('0'));
        self.names.push_str(&clean(principal.name.unwrap_or_default()));
        self.push_upn(&clean(principal.upn.unwrap_or_default()));
        let guid = match principal.id {
            ObjectId::Guid(guid) => guid.as_u128(),
            ObjectId::Text(text) => {
                self.other_ids.push((self.count, clean(text).into_owned()));
                0
            }
        };
        self.ids.extend(guid.to_be_bytes());
        self.count += 1;
    }

    fn push_upn(&mut self, upn: &str) {
        match upn.rsplit_once('@') {
            Some((local, domain)) => {
                let domain = self.domains.number(domain.to_owned());
                self.upns.extend([local, "@", &domain.to_string()]);
            }
            None => self.upns.push_str(upn),
        }
    }
}

fn in_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&base64(bytes))
}
