//! [`FolderNames`]: the locals and variables that the files of a Terraform folder share, and the parameters that files of parameters set.

use std::path::Path;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::parser;
use hcl_edit::structure::{Block, Body, Structure};
use rustc_hash::{FxHashMap, FxHashSet};

use super::comments;
use super::json;
use super::kind::{AZAPI_TYPES, TERRAFORM_TYPE};
use super::nesting::is_too_deep;
use super::paths::{is_override, is_terraform, sets_parameters};
use super::shared_values::NameUses;
use crate::arrange::Arrange as _;
use crate::document::{Member, Node, Value};
use crate::source::{Source, Span};

/// What a file of variables sets one to.
#[derive(Debug, Clone)]
pub(super) enum AssignedValue {
    /// An expression of Terraform.
    Written(Expression),
    /// A value of JSON, in which nothing is computed.
    Read(Node<'static>),
}

/// The locals of a folder, and its variables with the values that they have without further arguments: those of `terraform.tfvars` and
/// `*.auto.tfvars`, else their defaults.
#[derive(Debug, Clone, Default)]
pub(super) struct FolderNames {
    locals: FxHashMap<String, Expression>,
    assigned: FxHashMap<String, AssignedValue>,
    defaults: FxHashMap<String, Expression>,
    types: FxHashMap<String, Expression>,
    /// The variables that are never null.
    never_null: FxHashSet<String>,
    /// The names of the files that set variables.
    files_of_values: Vec<String>,
    /// The variables that files set which Terraform reads only where somebody names them.
    set_elsewhere: FxHashSet<String>,
    /// A file that sets variables cannot be read: any of them may have another value.
    has_unread_values: bool,
    /// By name, as `local.name`: what an override file sets, whatever the other files say.
    overridden: FxHashSet<String>,
    /// By type and label: the role definitions that files other than overrides declare.
    declared: FxHashSet<(String, String)>,
    /// By type and label: what override files change in them, in order.
    overrides: FxHashMap<(String, String), Vec<Body>>,
    /// How often the files of the folder name each.
    uses: NameUses,
    /// The parameters of ARM templates and Bicep that a file of parameters sets, in small letters.
    deployed: FxHashSet<String>,
}

impl FolderNames {
    /// Reads the names of some files; one that cannot be parsed has none.
    pub(super) fn of<'s>(files: impl Iterator<Item = &'s Source>) -> Self {
        let mut names = Self::default();
        let (parameters, files): (Vec<&'s Source>, Vec<&'s Source>) = files.partition(|file| deploys(file.name()));
        names.deployed.extend(parameters.into_iter().flat_map(parameters_of));
        for file in &files {
            names.uses.add_terraform(file.text());
        }
        let (mut values, configurations): (Vec<&Source>, Vec<&Source>) =
            files.into_iter().partition(|file| assigns(file.name()));
        let configurations: Vec<&Source> = configurations.into_iter().filter(|file| !is_too_deep(file.text())).collect();
        // Override files come last, in the order of their names.
        let (overrides, others): (Vec<&Source>, Vec<&Source>) =
            configurations.into_iter().partition(|file| is_override(file.name()));
        let resources: &[&str] = if overrides.is_empty() { &[] } else { &ROLE_TYPES };
        let is_needed = |file: &&Source| ["locals", "variable"].iter().chain(resources).any(|word| file.text().contains(word));
        for file in others.into_iter().filter(is_needed) {
            if let Ok(body) = parser::parse_body(file.text()) {
                let declared = roles(&body).map(|(role, _)| role);
                names.declared.extend(declared);
                names.add(body);
            }
        }
        for file in overrides {
            if let Ok(body) = parser::parse_body(file.text()) {
                names.add_override(body);
            }
        }
        // Terraform reads `terraform.tfvars` first and the others in the order of their names; the last one counts.
        values.arrange_by_key(|file| (file.name().contains(".auto.tfvars"), file.name().clone()));
        let (values, given_by_name): (Vec<&Source>, Vec<&Source>) =
            values.into_iter().partition(|file| is_terraform(Path::new(&**file.name())));
        for file in given_by_name {
            let mut own = Self::default();
            own.assign(file);
            names.set_elsewhere.extend(own.assigned.into_keys());
        }
        for file in values {
            let name = Path::new(&**file.name()).file_name().and_then(|name| name.to_str());
            names.files_of_values.extend(name.map(str::to_owned));
            if names.assign(file).is_none() {
                names.has_unread_values = true;
            }
        }
        names
    }

    /// Adds what an override file changes.
    fn add_override(&mut self, body: Body) {
        for (role, block) in roles(&body) {
            self.overrides.entry(role).or_default().push(block.body.clone());
        }
        let mut own = Self::default();
        own.add(body);
        let locals = own.locals.keys().map(|name| format!("local.{name}"));
        let variables = own.defaults.keys().map(|name| format!("var.{name}"));
        self.overridden.extend(locals.chain(variables));
        self.locals.extend(own.locals);
        self.defaults.extend(own.defaults);
        self.types.extend(own.types);
        self.never_null.extend(own.never_null);
    }

    /// Adds what a configuration declares, and gives back the rest of it: the expressions of locals are large.
    pub(super) fn add(&mut self, body: Body) -> Body {
        for variable in body.get_blocks("variable") {
            let default = variable.body.get_attribute("default").map(|default| default.value.clone());
            let Some(name) = variable.labels.first() else { continue };
            self.defaults.extend(default.map(|default| (name.as_str().to_owned(), default)));
            let of = variable.body.get_attribute("type").map(|of| of.value.clone());
            self.types.extend(of.map(|of| (name.as_str().to_owned(), of)));
            let nullable = variable.body.get_attribute("nullable").map(|nullable| &nullable.value);
            if matches!(nullable, Some(Expression::Bool(nullable)) if !**nullable) {
                self.never_null.insert(name.as_str().to_owned());
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

    /// Adds what a file of variables sets; `None`: it cannot be read.
    fn assign(&mut self, file: &Source) -> Option<()> {
        let text = file.text();
        if file.name().ends_with(".json") {
            let Value::Map(values) = json::parse(text).ok()?.value else { return None };
            let values =
                values.into_iter().map(|member| (member.key.value.into_owned(), AssignedValue::Read(member.node.to_static())));
            self.assigned.extend(values);
        } else {
            let body = Some(text).filter(|text| !is_too_deep(text)).and_then(|text| parser::parse_body(text).ok())?;
            let values =
                body.attributes().map(|attribute| (attribute.key.to_string(), AssignedValue::Written(attribute.value.clone())));
            self.assigned.extend(values);
        }
        Some(())
    }

    /// Where the values of these names are that are named more than once, in their own file or in its folder, which is read where it is
    /// needed.
    pub(super) fn shared(&self, text: &str, folder: impl FnOnce() -> Arc<Self>) -> Vec<Span> {
        if self.locals.is_empty() && self.defaults.is_empty() {
            return Vec::new();
        }
        let mut own = NameUses::default();
        own.add_terraform(text);
        let folder = folder();
        let is_shared = |name: &String| own.count(name).max(folder.uses.count(name)) > 1;
        let locals = self.locals.iter().map(|(name, value)| (format!("local.{name}"), value));
        let defaults = self.defaults.iter().map(|(name, value)| (format!("var.{name}"), value));
        let all = locals.chain(defaults).filter(|(name, _)| is_shared(name));
        let mut spans: Vec<Span> =
            all.filter_map(|(_, value)| value.span().map(|span| Span { start: span.start, end: span.end })).collect();
        spans.arrange();
        spans
    }

    /// Whether an override file says what `local.name` or `var.name` is.
    pub(super) fn is_overridden(&self, root: &str, name: &str) -> bool {
        !self.overridden.is_empty() && self.overridden.contains(&format!("{root}.{name}"))
    }

    /// Whether a file other than an override declares a role definition.
    pub(super) fn declares(&self, of: &str, label: &str) -> bool {
        self.declared.contains(&(of.to_owned(), label.to_owned()))
    }

    /// What override files change in a role definition.
    pub(super) fn overrides(&self, of: &str, label: &str) -> &[Body] {
        if self.overrides.is_empty() {
            return &[];
        }
        self.overrides.get(&(of.to_owned(), label.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// What `local.name` stands for.
    pub(super) fn local(&self, name: &str) -> Option<&Expression> {
        self.locals.get(name)
    }

    /// What a file of variables sets `var.name` to.
    pub(super) fn assigned(&self, name: &str) -> Option<&AssignedValue> {
        self.assigned.get(name)
    }

    /// Whether a file sets `var.name` that Terraform reads only where somebody names it.
    pub(super) fn is_set_elsewhere(&self, name: &str) -> bool {
        self.set_elsewhere.contains(name)
    }

    /// Whether a file of parameters sets a parameter of a template in the folder. Whether a deployment reads that file is not known.
    pub(super) fn is_deployed(&self, parameter: &str) -> bool {
        !self.deployed.is_empty() && self.deployed.contains(&parameter.to_ascii_lowercase())
    }

    /// Whether a file that sets variables cannot be read.
    pub(super) const fn has_unread_values(&self) -> bool {
        self.has_unread_values
    }

    /// The names of the files of the folder that set variables.
    pub(super) fn files_of_values(&self) -> impl Iterator<Item = &str> {
        self.files_of_values.iter().map(String::as_str)
    }

    /// The type of `var.name`.
    pub(super) fn type_of(&self, name: &str) -> Option<&Expression> {
        self.types.get(name)
    }

    /// Whether `var.name` has its default where it is given null.
    pub(super) fn is_never_null(&self, name: &str) -> bool {
        self.never_null.contains(name)
    }

    /// The default of `var.name`.
    pub(super) fn default_of(&self, name: &str) -> Option<&Expression> {
        self.defaults.get(name)
    }
}

/// The types of resources that may be role definitions.
const ROLE_TYPES: [&str; 3] = [TERRAFORM_TYPE, AZAPI_TYPES[0], AZAPI_TYPES[1]];

/// The resources of a configuration that may be role definitions, each with its type and label.
fn roles(body: &Body) -> impl Iterator<Item = ((String, String), &Block)> {
    body.get_blocks("resource").filter_map(|block| {
        let (of, label) = (block.labels.first()?.as_str(), block.labels.get(1)?.as_str());
        ROLE_TYPES.contains(&of).then(|| ((of.to_owned(), label.to_owned()), block))
    })
}

/// Whether a file sets variables.
fn assigns(name: &str) -> bool {
    name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}

/// Whether a file may set parameters of templates.
fn deploys(name: &str) -> bool {
    Path::new(name)
        .file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| sets_parameters(name) && !name.ends_with(".tf.json"))
}

/// The parameters that a file sets, in small letters: nothing of a file of another kind.
fn parameters_of(file: &Source) -> Vec<String> {
    let (plain, _) = comments::blanked(file.text());
    let Ok(root) = json::parse(&plain) else { return Vec::new() };
    let sets = |member: &&Member<'_>| member.node.has("value") || member.node.has("reference");
    let all = root.get("parameters").into_iter().flat_map(Node::members);
    all.filter(sets).map(|member| member.key.value.to_ascii_lowercase()).collect()
}
