//! [`FolderNames`]: the locals and variables that the files of a Terraform folder share.

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::parser;
use hcl_edit::structure::{Body, Structure};
use rustc_hash::FxHashMap;

use super::nesting::is_too_deep;
use super::shared_values::NameUses;
use super::surroundings::Beside;
use crate::arrange::Arrange as _;
use crate::source::{Source, Span};

/// The locals of a folder, and its variables with the values that they have without further arguments: those of `terraform.tfvars` and
/// `*.auto.tfvars`, else their defaults.
#[derive(Debug, Clone, Default)]
pub(super) struct FolderNames {
    locals: FxHashMap<String, Expression>,
    assigned: FxHashMap<String, Expression>,
    defaults: FxHashMap<String, Expression>,
    /// How often the files of the folder name each.
    uses: NameUses,
}

impl FolderNames {
    /// Reads the names of some files; one that cannot be parsed has none.
    pub(super) fn of<'s>(files: impl Iterator<Item = &'s Source>) -> Self {
        let mut names = Self::default();
        let files: Vec<&'s Source> = files.collect();
        for file in &files {
            names.uses.add_terraform(file.text());
        }
        let files = files.into_iter().filter(|file| !is_too_deep(file.text()));
        let (mut values, configurations): (Vec<&Source>, Vec<&Source>) = files.partition(|file| assigns(file.name()));
        for file in configurations.iter().filter(|file| ["locals", "variable"].iter().any(|word| file.text().contains(word))) {
            if let Ok(body) = parser::parse_body(file.text()) {
                names.add(body);
            }
        }
        // Terraform reads `terraform.tfvars` first and the others in the order of their names; the last one counts.
        values.arrange_by_key(|file| (file.name().contains(".auto.tfvars"), file.name().clone()));
        for file in values {
            names.assign(file);
        }
        names
    }

    /// Adds what a configuration declares, and gives back the rest of it: the expressions of locals are large.
    pub(super) fn add(&mut self, body: Body) -> Body {
        for variable in body.get_blocks("variable") {
            let default = variable.body.get_attribute("default").map(|default| default.value.clone());
            if let (Some(name), Some(default)) = (variable.labels.first(), default) {
                self.defaults.insert(name.as_str().to_owned(), default);
            }
        }
        if body.get_blocks("locals").next().is_none() {
            return body;
        }
        body.into_iter().filter_map(|structure| self.add_locals(structure)).collect()
    }

    /// Adds what a block of locals declares; anything else is given back.
    fn add_locals(&mut self, structure: Structure) -> Option<Structure> {
        let block = match structure {
            Structure::Block(block) if block.ident.as_str() == "locals" => block,
            other => return Some(other),
        };
        for attribute in block.body.into_iter().filter_map(|structure| structure.into_attribute().ok()) {
            self.locals.insert(attribute.key.to_string(), attribute.value);
        }
        None
    }

    /// Adds what a file of variables sets.
    fn assign(&mut self, file: &Source) {
        if file.name().ends_with(".json") {
            // An object of JSON is one of HCL too.
            let values = file.text().parse::<Expression>().ok();
            for (key, value) in values.as_ref().and_then(Expression::as_object).into_iter().flat_map(|object| object.iter()) {
                if let hcl_edit::expr::ObjectKey::Expression(Expression::String(name)) = key {
                    self.assigned.insert(name.to_string(), value.expr().clone());
                }
            }
        } else if let Ok(body) = parser::parse_body(file.text()) {
            let values = body.attributes().map(|attribute| (attribute.key.to_string(), attribute.value.clone()));
            self.assigned.extend(values);
        }
    }

    /// Where the values of these names are that are named more than once, in their own file or in its folder.
    pub(super) fn shared(&self, text: &str, beside: &Beside<'_>) -> Vec<Span> {
        if self.locals.is_empty() && self.defaults.is_empty() {
            return Vec::new();
        }
        let mut own = NameUses::default();
        own.add_terraform(text);
        let folder = beside.names();
        let is_shared = |name: &String| own.count(name).max(folder.uses.count(name)) > 1;
        let locals = self.locals.iter().map(|(name, value)| (format!("local.{name}"), value));
        let defaults = self.defaults.iter().map(|(name, value)| (format!("var.{name}"), value));
        let all = locals.chain(defaults).filter(|(name, _)| is_shared(name));
        let mut spans: Vec<Span> =
            all.filter_map(|(_, value)| value.span().map(|span| Span { start: span.start, end: span.end })).collect();
        spans.arrange();
        spans
    }

    /// What `local.name` stands for.
    pub(super) fn local(&self, name: &str) -> Option<&Expression> {
        self.locals.get(name)
    }

    /// What a file of variables sets `var.name` to.
    pub(super) fn assigned(&self, name: &str) -> Option<&Expression> {
        self.assigned.get(name)
    }

    /// The default of `var.name`.
    pub(super) fn default_of(&self, name: &str) -> Option<&Expression> {
        self.defaults.get(name)
    }
}

/// Whether a file sets variables.
fn assigns(name: &str) -> bool {
    name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}
