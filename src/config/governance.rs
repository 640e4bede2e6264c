//! [`Governance`]: which configuration applies to which role file.

use std::path::{Path, PathBuf};

use miette::Diagnostic;

use super::baseline::Baseline;
use super::find::find;
use super::read::{Config, config};
use crate::catalog::Catalog;
use crate::document::DocumentError;
use crate::input::{Errors, InputError};
use crate::source::{Source, SourceError};

/// Why a configuration, or the baseline that it names, cannot be read.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ConfigError {
    /// The file gave no text.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Input(#[from] InputError),
    /// The text is no configuration, or no baseline.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Document(#[from] DocumentError),
}

impl From<SourceError> for ConfigError {
    fn from(error: SourceError) -> Self {
        Self::Input(error.into())
    }
}

/// The configurations of some files.
#[derive(Debug, Clone, Default)]
pub struct Governance {
    configs: Vec<Governing>,
    /// By file: the number of its configuration.
    of: Vec<Option<usize>>,
}

/// A configuration, with what it refers to.
#[derive(Debug, Clone)]
pub struct Governing {
    /// What it says.
    pub config: Config,
    /// What was found before.
    pub baseline: Option<Baseline>,
    /// The folder that its paths start from.
    folder: PathBuf,
}

impl Governance {
    /// The configuration above each file (for `-`, that of the current folder), or the named one for all files. The errors are
    /// everything that is wrong.
    pub fn new(
        paths: &[&str],
        named: Option<&Path>,
        lints: &[&'static str],
        catalog: &Catalog,
    ) -> Result<Self, Errors<ConfigError>> {
        let mut reading = Reading { lints, catalog, seen: Vec::new(), configs: Vec::new(), errors: Vec::new() };
        let of = paths.iter().map(|path| match named {
            Some(file) => reading.number(file),
            None => find(folder_of(path)).and_then(|file| reading.number(&file)),
        });
        let of = of.collect();
        let Reading { configs, errors, .. } = reading;
        Errors::check(Self { configs, of }, errors)
    }

    /// The configuration of a file.
    pub fn of(&self, file: usize) -> Option<&Governing> {
        self.number_of(file).and_then(|number| self.configs.get(number))
    }

    /// Its number.
    pub fn number_of(&self, file: usize) -> Option<usize> {
        self.of.get(file).copied().flatten()
    }

    /// Every configuration.
    pub fn configs(&self) -> &[Governing] {
        &self.configs
    }
}

impl Governing {
    /// A path as the configuration would write it: from its own folder, with slashes.
    pub fn relative(&self, path: &str) -> String {
        let inside =
            std::path::absolute(path).ok().and_then(|path| path.strip_prefix(&self.folder).ok().map(Path::to_path_buf));
        let path = inside.unwrap_or_else(|| PathBuf::from(path));
        path.display().to_string().replace('\\', "/")
    }
}

fn folder_of(path: &str) -> &Path {
    let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// The configurations that were read so far, each once.
struct Reading<'r> {
    lints: &'r [&'static str],
    catalog: &'r Catalog,
    seen: Vec<(PathBuf, Option<usize>)>,
    configs: Vec<Governing>,
    errors: Vec<ConfigError>,
}

impl Reading<'_> {
    fn number(&mut self, file: &Path) -> Option<usize> {
        if let Some((_, number)) = self.seen.iter().find(|(seen, _)| seen == file) {
            return *number;
        }
        let number = self.read(file).map(|governing| {
            self.configs.push(governing);
            self.configs.len() - 1
        });
        self.seen.push((file.to_path_buf(), number));
        number
    }

    fn read(&mut self, file: &Path) -> Option<Governing> {
        let source = self.kept(Source::read(file))?;
        let config = config(&source, self.lints, self.catalog);
        let config = self.kept(config)?;
        let folder = folder_of(&file.display().to_string()).to_path_buf();
        let baseline = match &config.baseline {
            Some(path) => {
                let source = self.kept(Source::read(&beside(&folder, &path.value)))?;
                Some(self.kept(Baseline::read(&source))?)
            }
            None => None,
        };
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        Some(Governing { config, baseline, folder })
    }

    /// What was read; an error is kept for the end.
    fn kept<T, E: Into<ConfigError>>(&mut self, read: Result<T, E>) -> Option<T> {
        read.map_err(|error| self.errors.push(error.into())).ok()
    }
}

/// A path that starts from a folder, without a needless `.`.
fn beside(folder: &Path, path: &str) -> PathBuf {
    if folder == Path::new(".") { PathBuf::from(path) } else { folder.join(path) }
}
