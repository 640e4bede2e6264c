//! [`Exclusions`]: which files and folders the configurations above them exclude.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::find::{find, is_inside};
use super::read::{Config, config};
use crate::catalog::Catalog;
use crate::input::absolute;
use crate::source::Source;

/// What configurations exclude. Their mistakes are not told here: [`super::Governance::new`] tells them.
#[derive(Debug)]
pub struct Exclusions<'c> {
    named: Option<&'c Path>,
    lints: &'c [&'static str],
    catalog: &'c Catalog,
    /// By folder: the configuration that applies in it.
    folders: RefCell<FxHashMap<PathBuf, Option<Rc<ExcludingConfig>>>>,
    /// By file.
    configs: RefCell<FxHashMap<PathBuf, Option<Rc<ExcludingConfig>>>>,
}

/// A configuration with its folder, which is absolute.
#[derive(Debug)]
struct ExcludingConfig {
    folder: PathBuf,
    config: Config,
}

impl<'c> Exclusions<'c> {
    /// Those of the configuration that was named, for all files; else of the nearest one of each. `lints` are the ids that findings can have.
    pub fn new(named: Option<&'c Path>, lints: &'c [&'static str], catalog: &'c Catalog) -> Self {
        Self { named, lints, catalog, folders: RefCell::default(), configs: RefCell::default() }
    }

    /// Whether a file or folder is excluded; the path is absolute.
    pub fn exclude(&self, path: &Path) -> bool {
        let Some(own) = path.parent().and_then(|folder| self.of_folder(folder)) else { return false };
        let inside = path.strip_prefix(&own.folder).ok();
        inside.is_some_and(|inside| own.config.excludes(&inside.display().to_string().replace('\\', "/")))
    }

    fn of_folder(&self, folder: &Path) -> Option<Rc<ExcludingConfig>> {
        let known = self.folders.borrow().get(folder).cloned();
        known.unwrap_or_else(|| {
            let file = self.named.map(Path::to_path_buf).or_else(|| find(folder).filter(|file| is_inside(file)));
            let own = file.and_then(|file| self.of_file(&file));
            self.folders.borrow_mut().insert(folder.to_path_buf(), own.clone());
            own
        })
    }

    fn of_file(&self, file: &Path) -> Option<Rc<ExcludingConfig>> {
        let known = self.configs.borrow().get(file).cloned();
        known.unwrap_or_else(|| {
            let own = self.read(file).map(Rc::new);
            self.configs.borrow_mut().insert(file.to_path_buf(), own.clone());
            own
        })
    }

    fn read(&self, file: &Path) -> Option<ExcludingConfig> {
        let folder = absolute(file)?.parent()?.to_path_buf();
        let config = config(&Source::read(file).ok()?, self.lints, self.catalog).ok()?;
        Some(ExcludingConfig { folder, config })
    }
}
