//! [`FolderNames`]: the locals and variables that the files of a Terraform folder share.

use hcl_edit::expr::Expression;
use hcl_edit::parser;
use hcl_edit::structure::Body;
use rustc_hash::FxHashMap;

use crate::source::Source;

/// The locals of a folder, and its variables with the values that they have without further arguments: those of `terraform.tfvars` and
/// `*.auto.tfvars`, else their defaults.
#[derive(Debug, Clone, Default)]
pub(super) struct FolderNames {
    locals: FxHashMap<String, Expression>,
    variables: FxHashMap<String, Expression>,
}

impl FolderNames {
    /// Reads the names of some files; one that cannot be parsed has none.
    pub(super) fn of<'s>(files: impl Iterator<Item = &'s Source>) -> Self {
        let mut names = Self::default();
        let (values, configurations): (Vec<&Source>, Vec<&Source>) = files.partition(|file| file.name().ends_with(".tfvars"));
        for file in configurations.iter().filter(|file| ["locals", "variable"].iter().any(|word| file.text().contains(word))) {
            if let Ok(body) = parser::parse_body(file.text()) {
                names.add(&body);
            }
        }
        for body in values.iter().filter_map(|file| parser::parse_body(file.text()).ok()) {
            let assigned = body.attributes().map(|attribute| (attribute.key.to_string(), attribute.value.clone()));
            names.variables.extend(assigned);
        }
        names
    }

    /// Adds what a configuration declares.
    pub(super) fn add(&mut self, body: &Body) {
        for attribute in body.get_blocks("locals").flat_map(|block| block.body.attributes()) {
            self.locals.insert(attribute.key.to_string(), attribute.value.clone());
        }
        for variable in body.get_blocks("variable") {
            let default = variable.body.get_attribute("default").map(|default| default.value.clone());
            if let (Some(name), Some(default)) = (variable.labels.first(), default) {
                self.variables.insert(name.as_str().to_owned(), default);
            }
        }
    }

    /// What a name stands for: `local.name` or `var.name`.
    pub(super) fn get(&self, root: &str, name: &str) -> Option<&Expression> {
        let of = if root == "local" { &self.locals } else { &self.variables };
        of.get(name)
    }
}
