//! Reads the configurations of some files from their folders: [`Governance::new`].

use std::path::{Path, PathBuf};

use miette::{Diagnostic, SourceSpan};
use rustc_hash::FxHashMap;

use super::baseline::Baseline;
use super::find::{find, is_inside};
use super::governance::{Governance, Governing, SearchedPart};
use super::read::config;
use crate::catalog::Catalog;
use crate::document::DocumentError;
use crate::input::{Errors, InputError};
use crate::source::{Source, SourceError, Span, Spanned};

/// Why a configuration, or the baseline that it names, cannot be read.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ConfigError {
    /// The file gave no text.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Input(#[from] InputError),
    /// The text is no configuration.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Document(#[from] DocumentError),
    /// A link leads out of the repository: nothing of what it leads to is shown.
    #[error("`{path}` is a link that leads out of its repository")]
    #[diagnostic(help("put the configuration there itself, or name it with --config"))]
    LeadsOut {
        /// The path of the link.
        path: String,
    },
    /// What the configuration names as its baseline is none: nothing of it is shown.
    #[error("`{}` cannot be used as the baseline: {why}", config.slice(*at))]
    #[diagnostic(help("make one with `rolecall check --format json -o FILE`"))]
    Baseline {
        /// The configuration.
        #[source_code]
        config: Source,
        /// Where it names the baseline.
        at: Span,
        /// The same, for diagnostics.
        #[label("named here")]
        label: SourceSpan,
        /// What is wrong with it.
        why: BaselineFault,
    },
}

/// What is wrong with a baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BaselineFault {
    /// There is none.
    #[error("there is no such file below the folder of the configuration")]
    Missing,
    /// It is a folder, a pipe or a device, or cannot be read.
    #[error("it is no file that can be read")]
    Unreadable,
    /// It is something else.
    #[error("it is no JSON report of `rolecall check`")]
    NoReport,
}

impl From<SourceError> for ConfigError {
    fn from(error: SourceError) -> Self {
        Self::Input(error.into())
    }
}

impl Governance {
    /// The configuration above each file (`-` stands for the current folder), or the one that was named, for all. The errors are
    /// all that is wrong.
    pub fn new(
        paths: &[&str],
        named: Option<&Path>,
        lints: &[&'static str],
        catalog: &Catalog,
    ) -> Result<Self, Errors<ConfigError>> {
        let mut reading = Reading {
            lints,
            catalog,
            folders: FxHashMap::default(),
            seen: FxHashMap::default(),
            configs: Vec::new(),
            errors: Vec::new(),
        };
        let of = paths.iter().map(|path| match named {
            Some(file) => reading.number(file),
            None => reading.folder(folder_of(path)),
        });
        let of = of.collect();
        let Reading { configs, errors, .. } = reading;
        Errors::check(Self { configs, of }, errors)
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
    folders: FxHashMap<PathBuf, Option<usize>>,
    seen: FxHashMap<PathBuf, Option<usize>>,
    configs: Vec<Governing>,
    errors: Vec<ConfigError>,
}

impl Reading<'_> {
    /// The number of the configuration of a folder.
    fn folder(&mut self, folder: &Path) -> Option<usize> {
        if let Some(number) = self.folders.get(folder) {
            return *number;
        }
        let number = find(folder).and_then(|file| self.found(&file));
        self.folders.insert(folder.to_path_buf(), number);
        number
    }

    /// The number of a configuration that was found, not named.
    fn found(&mut self, file: &Path) -> Option<usize> {
        if is_inside(file) {
            return self.number(file);
        }
        if self.seen.insert(file.to_path_buf(), None).is_none() {
            self.errors.push(ConfigError::LeadsOut { path: file.display().to_string() });
        }
        None
    }

    fn number(&mut self, file: &Path) -> Option<usize> {
        if let Some(number) = self.seen.get(file) {
            return *number;
        }
        let number = self.read(file).map(|governing| {
            self.configs.push(governing);
            self.configs.len() - 1
        });
        self.seen.insert(file.to_path_buf(), number);
        number
    }

    fn read(&mut self, file: &Path) -> Option<Governing> {
        let source = self.kept(Source::read(file))?;
        let config = config(&source, self.lints, self.catalog);
        let config = self.kept(config)?;
        let folder = folder_of(&file.display().to_string()).to_path_buf();
        let baseline = match &config.baseline {
            Some(path) => Some(self.kept(baseline(&config.source, &folder, path))?),
            None => None,
        };
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        Some(Governing { config, baseline, folder: Some(folder), searched: SearchedPart::Files })
    }

    /// What was read; an error is kept for the end.
    fn kept<T, E: Into<ConfigError>>(&mut self, read: Result<T, E>) -> Option<T> {
        read.map_err(|error| self.errors.push(error.into())).ok()
    }
}

/// The baseline that a configuration names: a file below its own folder.
fn baseline(config: &Source, folder: &Path, path: &Spanned<String>) -> Result<Baseline, ConfigError> {
    let fault = |why| ConfigError::Baseline { config: config.clone(), at: path.span, label: path.span.into(), why };
    let folder = folder.canonicalize().map_err(|_| fault(BaselineFault::Missing))?;
    let file = folder.join(&path.value).canonicalize().ok().filter(|file| file.starts_with(&folder));
    let file = file.ok_or_else(|| fault(BaselineFault::Missing))?;
    if !file.is_file() {
        return Err(fault(BaselineFault::Unreadable));
    }
    let source = Source::read(&file).map_err(|_| fault(BaselineFault::Unreadable))?;
    Baseline::read(&source).ok_or_else(|| fault(BaselineFault::NoReport))
}
