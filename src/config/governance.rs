//! [`Governance`]: which configuration applies to which role file.

use std::path::PathBuf;

use super::baseline::Baseline;
use super::read::Config;

/// The configurations of some files.
#[derive(Debug, Clone, Default)]
pub struct Governance {
    pub(super) configs: Vec<Governing>,
    /// By file: the number of its configuration.
    pub(super) of: Vec<Option<usize>>,
}

/// A configuration, with what it refers to.
#[derive(Debug, Clone)]
pub struct Governing {
    /// What it says.
    pub config: Config,
    /// What was found before.
    pub baseline: Option<Baseline>,
    /// The folder that its paths start from, where it comes from a file.
    pub(super) folder: Option<PathBuf>,
    /// How much of its folder was looked through for role files.
    pub searched: SearchedPart,
}

/// How much of the folder of a configuration was looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SearchedPart {
    /// Some files: nobody knows what others there are.
    #[default]
    Files,
    /// Folders in it.
    Folders,
    /// All of it: a role that was not found does not exist.
    Whole,
}

impl Governance {
    /// One configuration, or none, for so many files. Without a folder, paths are as they are written.
    pub fn of_text(config: Option<Config>, files: usize) -> Self {
        let number = config.as_ref().map(|_| 0);
        let governing = config.map(|config| Governing { config, baseline: None, folder: None, searched: SearchedPart::Files });
        Self { configs: governing.into_iter().collect(), of: vec![number; files] }
    }

    /// The same configurations for other files, with the number of the configuration of each.
    #[must_use]
    pub fn over(&self, of: Vec<Option<usize>>) -> Self {
        Self { configs: self.configs.clone(), of }
    }

    /// The same, where these folders were looked through; their paths are absolute.
    #[must_use]
    pub fn after_search(mut self, folders: &[PathBuf]) -> Self {
        for governing in &mut self.configs {
            let Some(own) = &governing.folder else { continue };
            governing.searched = match () {
                () if folders.iter().any(|folder| own.starts_with(folder)) => SearchedPart::Whole,
                () if folders.iter().any(|folder| folder.starts_with(own)) => SearchedPart::Folders,
                () => SearchedPart::Files,
            };
        }
        self
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
        let path = self.inside(path).unwrap_or_else(|| PathBuf::from(path));
        path.display().to_string().replace('\\', "/")
    }

    #[cfg(feature = "native")]
    fn inside(&self, path: &str) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        let path = std::path::absolute(path).ok()?;
        path.strip_prefix(folder).ok().map(std::path::Path::to_path_buf)
    }

    /// A configuration that was not read from a file has no folder.
    #[cfg(not(feature = "native"))]
    fn inside(&self, path: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(path))
    }
}
