//! `tasks import`: the permission tables of an article as a task pack, every cell accounted for.
//!
//! `article.rs`, `markdown.rs` and `html.rs` find the tables, `inline.rs` what a cell consists of. `columns.rs` says what each column is,
//! `rows.rs`, `row.rs`, `cells.rs` and `turned.rs` read the rows: a cell becomes tokens (`raw_words.rs`, `lexer.rs`, with `names.rs`, `actions.rs`, `phrases.rs` and `scope.rs`), and these a
//! tree (`grammar.rs`, `formula.rs`). `settle.rs` finds what each task is done to; `render.rs` writes the YAML. What is a choice is marked
//! (`reading.rs`), and what cannot be read is left to a person, in words (`words.rs`).

mod actions;
mod article;
mod cells;
mod columns;
mod entity;
mod formula;
mod grammar;
mod html;
mod inline;
mod lexer;
mod markdown;
mod names;
mod phrases;
mod raw_words;
mod reading;
mod render;
mod row;
mod rows;
mod scope;
mod scope_cell;
mod settle;
mod tick;
mod turned;
mod words;

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use self::actions::ActionReader;
pub use self::article::day;
use self::article::{Article, ArticleTable};
use self::columns::TableShape;
use self::lexer::CellContext;
use self::names::RoleNames;
use self::reading::LeftReason;
use self::render::YamlText;
use self::rows::{LeftCell, TableReading};
pub use self::settle::DefaultScope;
use self::settle::{SettledTask, settled};
use super::read::pack_and_notes;
use super::shipped::{EMBEDDED, embedded};
pub use super::tasks::is_resource_type;
use crate::catalog::Catalog;
use crate::document::DocumentError;
use crate::model::task::{Examples, PackSource};
use crate::model::{Leaf, Need, Requirement, Task, TaskPack};
use crate::sha256::short_id;
use crate::source::Source;

/// What to import, and what the article itself may not say.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Only the table of this number, from 1, in the order of the article.
    pub table: Option<usize>,
    /// The id of the pack; made from the title where it is absent.
    pub id: Option<String>,
    /// Where the article is; the name of the file where neither says it.
    pub url: Option<String>,
    /// The day of the article, `YYYY-MM-DD`.
    pub dated: Option<String>,
    /// Where roles are asked for that the table says no scope for.
    pub scope: DefaultScope,
}

/// A pack that was made from an article.
#[derive(Debug)]
pub struct Imported {
    /// The pack as YAML; comments alone where no task could be read.
    pub yaml: String,
    /// The pack as it is read back; nothing where no task could be read.
    pub pack: Option<TaskPack>,
    /// How much was read.
    pub counts: ImportCounts,
}

/// How much of an article was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportCounts {
    /// Tables of the article.
    pub tables: usize,
    /// Tables of permissions.
    pub tables_read: usize,
    /// Their rows.
    pub rows: usize,
    /// Their cells: each is read, set aside or left.
    pub cells: usize,
    /// Cells that were read.
    pub cells_read: usize,
    /// Cells of columns without roles, scopes or tasks, such as descriptions.
    pub cells_aside: usize,
    /// Cells that are left to a person.
    pub cells_left: usize,
    /// Tasks of the pack.
    pub tasks: usize,
    /// Tasks of which a person has to look at a reading.
    pub to_review: usize,
}

/// Why there is nothing to import.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[non_exhaustive]
pub enum ImportError {
    /// The article has no table.
    #[error("`{name}` has no table")]
    #[diagnostic(help("give an article in Markdown, or a page that a browser saved as HTML"))]
    NoTable {
        /// The file.
        name: String,
    },
    /// None of the tables names roles or actions.
    #[error("no table of `{name}` says which roles or actions a task needs ({count} read)")]
    #[diagnostic(help("such a table has a column of tasks, and one of roles, of actions, or of ticks for each role"))]
    NoPermissions {
        /// The file.
        name: String,
        /// How many tables it has.
        count: usize,
    },
    /// `--table` beyond the last table.
    #[error("`{name}` has no table {number}: it has {count}")]
    #[diagnostic(help("tables are counted from 1, in the order of the article"))]
    TableNumber {
        /// The file.
        name: String,
        /// What was asked for.
        number: usize,
        /// How many tables it has.
        count: usize,
    },
    /// The article does not say its date.
    #[error("`{name}` does not say its date")]
    #[diagnostic(help("give it with `--dated 2025-01-08`: the day of the version that you read"))]
    NoDate {
        /// The file.
        name: String,
    },
    /// What was made is too large for a pack, or an option has a form that a pack cannot have.
    #[error("the tables of `{name}` make no valid pack")]
    #[diagnostic(help("import one table at a time with `--table`"))]
    NoPack {
        /// The file.
        name: String,
        /// What is wrong with the pack.
        #[source]
        #[diagnostic_source]
        cause: DocumentError,
    },
}

/// Reads the permission tables of an article.
pub fn import(source: &Source, options: &ImportOptions, catalog: &Catalog) -> Result<Imported, ImportError> {
    let name = source.name().to_string();
    let article = article_of(source.text());
    let count = article.tables.len();
    if count == 0 {
        return Err(ImportError::NoTable { name });
    }
    if let Some(number) = options.table.filter(|number| !(1..=count).contains(number)) {
        return Err(ImportError::TableNumber { name, number, count });
    }
    let mut importer = Importer::new(catalog, options);
    for (number, table) in article.tables.iter().enumerate().filter(|(at, _)| options.table.is_none_or(|only| only == at + 1)) {
        importer.table(number + 1, table);
    }
    importer.counts.tables = count;
    if importer.counts.tables_read == 0 {
        return Err(ImportError::NoPermissions { name, count });
    }
    let mut head = head(&article, options, &name).ok_or_else(|| ImportError::NoDate { name: name.clone() })?;
    head.source.rows = Some(importer.counts.rows);
    head.source.hash = Some(short_id(importer.seen.as_bytes()));
    importer.finished(&head, &name)
}

/// Reads a file: it is HTML if it begins as HTML does.
fn article_of(text: &str) -> Article {
    let text = text.trim_start_matches('\u{feff}');
    let start = text.trim_start();
    let begins = |mark: &str| start.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark));
    let is_page = ["<!doctype", "<html", "<head", "<body"].into_iter().any(begins)
        || (begins("<!--") && start.to_ascii_lowercase().contains("<html"));
    if is_page { html::page(text) } else { markdown::article(text) }
}

/// The pack without its tasks.
fn head(article: &Article, options: &ImportOptions, name: &str) -> Option<TaskPack> {
    let dated = options.dated.clone().or_else(|| article.dated.clone())?;
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
    let title = article.title.clone().unwrap_or_else(|| file.clone());
    let month = dated.get(..7).unwrap_or_default();
    let id = options.id.clone().unwrap_or_else(|| format!("{}-{month}", slug(&title, "article")));
    let url = options.url.clone().or_else(|| article.url.clone()).unwrap_or(file);
    let source = PackSource { url, dated, ..PackSource::default() };
    Some(TaskPack { id, title, source, prerequisites: Vec::new(), tasks: Vec::new(), caveats: Vec::new() })
}

struct Importer<'c> {
    catalog: &'c Catalog,
    names: RoleNames<'c>,
    actions: ActionReader<'c>,
    options: &'c ImportOptions,
    counts: ImportCounts,
    /// Each id, and the number that the next task of that name gets.
    ids: FxHashMap<String, usize>,
    /// The text of the tables that were read.
    seen: String,
    /// The ids that tasks of shipped packs have, by title.
    known: &'static [(String, String)],
    body: YamlText,
}

/// The ids of the tasks of shipped packs, by title in lower case. They are read once.
fn shipped_titles() -> &'static [(String, String)] {
    static TITLES: OnceLock<Vec<(String, String)>> = OnceLock::new();
    TITLES.get_or_init(|| {
        let sources = EMBEDDED.iter().filter_map(|(id, _)| embedded(id));
        let packs = sources.filter_map(|source| pack_and_notes(&source, &Catalog::embedded()).ok());
        packs.flat_map(|(pack, _)| pack.tasks).map(|task| (task.title.to_lowercase(), task.id)).collect()
    })
}

impl<'c> Importer<'c> {
    fn new(catalog: &'c Catalog, options: &'c ImportOptions) -> Self {
        let (names, actions) = (RoleNames::new(catalog), ActionReader::new(catalog));
        Self {
            catalog,
            names,
            actions,
            options,
            counts: ImportCounts::default(),
            ids: FxHashMap::default(),
            seen: String::new(),
            known: shipped_titles(),
            body: YamlText::default(),
        }
    }

    fn table(&mut self, number: usize, table: &ArticleTable) {
        let context =
            CellContext { names: &self.names, actions: &self.actions, system: None, provider: table.provider.as_deref() };
        let Some(shape) = TableShape::of(table, context) else { return };
        let reading = rows::read(table, &shape, context);
        self.see(table);
        self.counts.tables_read += 1;
        self.counts.rows += table.rows.len();
        self.counts.cells += reading.cells;
        self.counts.cells_read += reading.read;
        self.counts.cells_aside += reading.aside;
        let heading = if table.heading.is_empty() { String::new() } else { format!(", {}", table.heading) };
        self.body.comment(2, &format!("Table {number}, line {}{heading}", table.line));
        self.reading(reading);
    }

    /// Keeps the text of a table, for its hash.
    fn see(&mut self, table: &ArticleTable) {
        let rows = table.rows.iter().map(|row| &row.cells);
        for cell in std::iter::once(&table.header).chain(rows).flatten() {
            self.seen.push_str(&cell.text());
            self.seen.push('\u{1f}');
        }
    }

    fn reading(&mut self, reading: TableReading) {
        let TableReading { drafts, left, free, .. } = reading;
        let tasks_before = self.counts.tasks;
        for draft in drafts {
            let (line, title) = (draft.line, draft.title.clone());
            let Some(tasks) = settled(draft, &self.options.scope) else {
                let (task, reason) = (title, LeftReason::SeveralResources);
                self.counts.cells_read = self.counts.cells_read.saturating_sub(1);
                self.left(&LeftCell { line, column: "scope".to_owned(), task, text: String::new(), reason });
                continue;
            };
            for task in tasks {
                self.task(task);
            }
        }
        if self.counts.tasks == tasks_before {
            self.body.comment(2, "This table gives no task.");
        }
        for (line, title) in free {
            self.body.comment(2, &format!("Line {line}: `{title}` needs no role."));
        }
        for left in &left {
            self.left(left);
        }
    }

    fn left(&mut self, left: &LeftCell) {
        self.counts.cells_left += 1;
        let LeftCell { line, column, task, text, .. } = left;
        let of = if task.is_empty() { String::new() } else { format!(" of `{task}`") };
        self.body.comment(2, &format!("LEFT line {line}, column `{column}`{of}: {}", words::left(&left.reason)));
        if !text.is_empty() {
            self.body.comment(2, &format!("     {text}"));
        }
    }

    fn task(&mut self, task: SettledTask) {
        let SettledTask { title, target, resource_type, requires, review } = task;
        let id = self.id(&title);
        let review: Vec<String> = review.iter().map(|point| words::review(point, &requires)).collect();
        self.counts.tasks += 1;
        self.counts.to_review += usize::from(!review.is_empty());
        self.body.task(&Task {
            id,
            title: if title.is_empty() { "Task without a title".to_owned() } else { title },
            formerly: None,
            target,
            resource_type: resource_type.map(Into::into),
            requires,
            uses: Vec::new(),
            note: None,
            review,
            examples: Examples::default(),
        });
    }

    /// The id that a shipped pack gives a task of this title, else one made of the title.
    fn id(&mut self, title: &str) -> String {
        let lower = title.to_lowercase();
        let known = self.known.iter().find(|(title, _)| *title == lower).map(|(_, id)| id.clone());
        let own = known.unwrap_or_else(|| slug(title, "task"));
        let mut id = own.clone();
        while self.ids.contains_key(&id) {
            let number = self.ids.entry(own.clone()).or_insert(2);
            id = format!("{own}-{number}");
            *number += 1;
        }
        self.ids.insert(id.clone(), 2);
        id
    }

    fn finished(self, head: &TaskPack, name: &str) -> Result<Imported, ImportError> {
        let mut yaml = YamlText::default();
        let body = self.body.into_text();
        yaml.comment(0, &format!("Imported from {}. Look at each `review`, then at what is LEFT.", head.source.url));
        if self.counts.tasks == 0 {
            yaml.comment(0, "No task could be read.");
            let yaml = yaml.into_text() + &body;
            return Ok(Imported { yaml, pack: None, counts: self.counts });
        }
        yaml.head(head);
        let yaml = yaml.into_text() + &body;
        let made = Source::new(format!("{name} (as a pack)"), yaml.as_str());
        let (pack, _) =
            pack_and_notes(&made, self.catalog).map_err(|cause| ImportError::NoPack { name: name.to_owned(), cause })?;
        Ok(Imported { yaml, pack: Some(pack), counts: self.counts })
    }
}

/// What the table of an article can say of a requirement: not what a role is needed for, nor what it assigns.
pub fn of_the_table(requirement: &Requirement) -> Requirement {
    let each = |parts: &[Requirement]| parts.iter().map(of_the_table).collect();
    match requirement {
        Requirement::Any(parts) => Requirement::Any(each(parts)),
        Requirement::All(parts) => Requirement::All(each(parts)),
        Requirement::Leaf(leaf) => {
            let what = match &leaf.what {
                Need::Role { id, name, .. } => {
                    Need::Role { id: *id, name: name.clone(), covered_by: Vec::new(), itself: false }
                }
                other => other.clone(),
            };
            Requirement::Leaf(Leaf { what, assigns: None, ..leaf.clone() })
        }
    }
}

/// A title as an id.
fn slug(title: &str, default: &str) -> String {
    let mut slug = String::new();
    for letter in title.chars().take(80) {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { default.to_owned() } else { slug.to_owned() }
}
