//! [`Context`]: what is known of a request apart from its action. Whatever it does not hold is unknown (R-COND-9).

use jiff::Timestamp;

use super::attribute::{Attribute, AttributeSource, Field};
use super::value::AttributeValue;
use crate::guid::Guid;
use crate::pattern::Wildcards;

/// What is known of a request. The more is bound, the more is decided; what is decided does not change when more is bound.
#[derive(Debug, Clone, Default)]
pub struct Context {
    wildcards: Wildcards,
    suboperation: Option<Box<str>>,
    attributes: Vec<BoundAttribute>,
}

/// An attribute with all its values.
#[derive(Debug, Clone)]
struct BoundAttribute {
    attribute: Attribute,
    values: Vec<AttributeValue>,
    /// Only such requests show it; `None`: every request that is asked about.
    by: Option<AssignmentRequest>,
}

/// A request that is about a role assignment (R-COND-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AssignmentRequest {
    Write,
    Delete,
}

/// To whom a role is assigned, as far as it is known (R-COND-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Assignee<'a> {
    /// `User`, `Group`, `ServicePrincipal` ... (R-ASN-2).
    pub principal_type: Option<&'a str>,
    /// The object id.
    pub id: Option<Guid>,
}

impl Context {
    /// Nothing is known; patterns match by these rules.
    pub fn new(wildcards: Wildcards) -> Self {
        Self { wildcards, ..Self::default() }
    }

    /// How `ActionMatches` reads its pattern (R-COND-6).
    pub const fn wildcards(&self) -> Wildcards {
        self.wildcards
    }

    /// The same, with the suboperation of the request, such as `Blob.List`.
    #[must_use]
    pub fn suboperation(mut self, name: &str) -> Self {
        self.suboperation = Some(name.into());
        self
    }

    /// The same, with all values of an attribute. No values: the attribute is known to be absent. A later binding replaces an
    /// earlier one.
    #[must_use]
    pub fn bind(self, attribute: Attribute, values: Vec<AttributeValue>) -> Self {
        self.shown_by(None, attribute, values)
    }

    fn shown_by(mut self, by: Option<AssignmentRequest>, attribute: Attribute, values: Vec<AttributeValue>) -> Self {
        self.attributes.retain(|known| known.attribute != attribute);
        self.attributes.push(BoundAttribute { attribute, values, by });
        self
    }

    /// The same, with the time of the request (R-COND-14).
    #[must_use]
    pub fn at(self, instant: Timestamp) -> Self {
        self.bind(Attribute::utc_now(), vec![AttributeValue::Instant(instant)])
    }

    /// The same, for a request that assigns a role (R-COND-10).
    #[must_use]
    pub fn assigning(self, role: Guid, to: Assignee<'_>) -> Self {
        self.role_assignment((AttributeSource::Request, None), role, to)
    }

    /// The same, for a request that deletes an assignment of a role (R-COND-10). What such a request would ask for stays unknown
    /// (R-COND-11).
    #[must_use]
    pub fn removing(self, role: Guid, from: Assignee<'_>) -> Self {
        self.role_assignment((AttributeSource::Resource, None), role, from)
    }

    /// The same, for somebody who makes, and takes back, assignments of a role: a request that writes one shows what it asks for, and one
    /// that deletes one what it finds. What other requests show stays unknown (R-COND-10, R-COND-11).
    #[must_use]
    pub fn managing(self, role: Guid, of: Assignee<'_>) -> Self {
        let written = self.role_assignment((AttributeSource::Request, Some(AssignmentRequest::Write)), role, of);
        written.role_assignment((AttributeSource::Resource, Some(AssignmentRequest::Delete)), role, of)
    }

    fn role_assignment(
        self,
        (source, by): (AttributeSource, Option<AssignmentRequest>),
        role: Guid,
        who: Assignee<'_>,
    ) -> Self {
        let facts = [
            (Field::Role, Some(AttributeValue::Guid(role))),
            (Field::PrincipalType, who.principal_type.map(AttributeValue::from)),
            (Field::Principal, who.id.map(AttributeValue::Guid)),
        ];
        facts.into_iter().fold(self, |context, (field, value)| match value {
            Some(value) => context.shown_by(by, Attribute::of_role_assignment(source, field), vec![value]),
            None => context,
        })
    }

    /// The values of an attribute, if they are known, and the only requests that show it.
    pub(super) fn values(&self, attribute: &Attribute) -> Option<(&[AttributeValue], Option<AssignmentRequest>)> {
        let bound = self.attributes.iter().find(|known| known.attribute == *attribute)?;
        Some((&bound.values, bound.by))
    }

    /// The suboperation, if it is known.
    pub(super) fn known_suboperation(&self) -> Option<&str> {
        self.suboperation.as_deref()
    }
}
