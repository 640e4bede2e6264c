//! Federated identity credentials of applications, expanded inside their records (`$expand=federatedIdentityCredentials`). Those that trust a
//! managed identity lead on (`paths`); whom others trust is outside of Microsoft Entra.

use super::reader::RecordReader;
use super::tape::RecordNode;
use crate::model::{Guid, ObjectId, Origin, TrustedIdentity};

/// Where tokens of Microsoft Entra come from, cloud by cloud.
const ISSUERS: [&str; 3] =
    ["https://login.microsoftonline.com/", "https://login.microsoftonline.us/", "https://login.partner.microsoftonline.cn/"];

/// The managed identities that the record of an application says it trusts.
pub(super) fn trusts(reader: &mut RecordReader<'_>, record: RecordNode<'_>, application: &ObjectId, origin: Origin) {
    const KEY: &str = "federatedIdentityCredentials";
    let Ok(rows) = reader.fields.list(record, KEY) else { return reader.cut(record, KEY) };
    reader.facts.escalation.trusts_listed = true;
    for row in rows {
        let tenant = reader.fields.text(row, "issuer").and_then(tenant_of);
        let subject = reader.fields.text(row, "subject").and_then(Guid::parse);
        if let (Some(tenant), Some(subject)) = (tenant, subject) {
            let (application, identity) = (application.clone(), ObjectId::Guid(subject));
            reader.facts.escalation.trusts.push(TrustedIdentity { application, identity, tenant, origin });
        }
    }
}

/// The tenant of an issuer of Microsoft Entra: tokens name it by its id.
fn tenant_of(issuer: &str) -> Option<Guid> {
    let issuer = issuer.to_ascii_lowercase();
    let rest = ISSUERS.iter().find_map(|own| issuer.strip_prefix(own))?;
    Guid::parse(rest.split('/').next()?)
}
