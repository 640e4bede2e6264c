//! What Python gives, as the library takes it: paths or texts, task packs, an instant.

use std::path::Path;

use pyo3::prelude::*;
use rolecall::{Error, NamedText, PackChoice, RoleOptions, Tenant, TenantOptions, Vouched};

use crate::error::{raised, refused};

/// What is read: paths as the command line takes them, or texts by name.
#[derive(FromPyObject)]
pub(crate) enum Given {
    /// Files, folders and patterns.
    Paths(Vec<String>),
    /// Texts in memory.
    Texts(Vec<(String, Vec<u8>)>),
}

impl Given {
    pub(crate) fn tenant(self, options: &TenantOptions) -> Result<Tenant, Error> {
        match self {
            Self::Paths(paths) => Tenant::from_paths(&paths, options),
            Self::Texts(texts) => Tenant::from_owned_exports(named(texts), options),
        }
    }
}

/// What a difference is between.
#[derive(FromPyObject)]
pub(crate) enum Sides {
    /// Paths, or names of built-in roles.
    Paths(String, String),
    /// Role files in memory, before and after.
    Texts(Vec<(String, Vec<u8>)>, Vec<(String, Vec<u8>)>),
}

pub(crate) fn named(texts: Vec<(String, Vec<u8>)>) -> Vec<NamedText> {
    texts.into_iter().map(|(name, bytes)| NamedText::new(name, bytes)).collect()
}

/// A task pack: its id or its path, or its name and text.
#[derive(FromPyObject)]
pub(crate) enum Pack {
    /// One that is part of the library, or a file.
    Named(String),
    /// One of the caller's own.
    Text(String, Vec<u8>),
}

pub(crate) fn packs(given: Vec<Pack>) -> Result<Vec<PackChoice>, Error> {
    given.into_iter().map(choice).collect()
}

/// A name of a pack of the library comes before a file of that name, as on the command line.
fn choice(pack: Pack) -> Result<PackChoice, Error> {
    match pack {
        Pack::Named(name) if rolecall::pack::embedded(&name).is_none() && Path::new(&name).is_file() => {
            Ok(PackChoice::Text(NamedText::read(Path::new(&name))?))
        }
        Pack::Named(name) => Ok(PackChoice::Embedded(name)),
        Pack::Text(name, bytes) => Ok(PackChoice::Text(NamedText::new(name, bytes))),
    }
}

/// How a tenant is read: an instant, when the exports were collected, or now, and what somebody vouches for.
pub(crate) fn tenant_options(at: Option<&str>, complete: &[String]) -> PyResult<TenantOptions> {
    let vouched: Result<Vec<Vouched>, String> = complete.iter().map(|kind| Vouched::parse(kind)).collect();
    let vouched = vouched.map_err(|message| refused("argument::no_kind", message))?;
    let options = match at {
        Some(at) => TenantOptions::at(at).map_err(raised)?,
        None => TenantOptions::at(&now()).map_err(raised)?.as_collected(),
    };
    Ok(options.complete(vouched))
}

pub(crate) fn role_options(at: Option<&str>, tasks: Vec<Pack>, strict: bool) -> PyResult<RoleOptions> {
    let options = RoleOptions::at(at.unwrap_or(&now())).map_err(raised)?;
    Ok(RoleOptions { packs: packs(tasks).map_err(raised)?, strict_wildcards: strict, ..options })
}

fn now() -> String {
    jiff::Timestamp::now().to_string()
}
