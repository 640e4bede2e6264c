//! Prerequisites: a small vocabulary of checks, each with the keys that it takes (R-PRE-1..9).

use super::at::At;
use crate::document::{Fields, Mistake, Node, Reader};
use crate::model::resource::region_of;
use crate::model::{AtOnce, Check, ObjectId, PlanName, Prerequisite, Weight};
use crate::suggest::did_you_mean;

const KEYS: [&str; 11] =
    ["id", "title", "check", "weight", "note", "connector", "data_types", "service_plans", "at_once", "regions", "connectors"];
/// The keys that every prerequisite takes.
const COMMON: usize = 5;
const PLAN: [&str; 2] = ["name", "id"];

/// The keys that a check takes, all of which it needs.
pub(super) fn keys_of(check: &str) -> &'static [&'static str] {
    match check {
        "data-connector" => &["connector", "data_types"],
        "licence" => &["service_plans"],
        "other-workspaces" => &["at_once"],
        "region" => &["regions"],
        "retired-connector" => &["connectors"],
        _ => &[],
    }
}

impl Reader<'_> {
    pub(super) fn prerequisites(&mut self, node: &Node<'_>) -> Vec<Prerequisite> {
        let mut seen: Vec<&str> = Vec::new();
        let mut all = Vec::new();
        for item in self.list(node, "prerequisites") {
            let Some(fields) = self.fields(item, "a prerequisite", &KEYS) else { continue };
            let id = self.own_id(&fields, &mut seen, "prerequisite");
            all.extend(self.prerequisite(&fields, id));
        }
        all
    }

    fn prerequisite(&mut self, fields: &Fields<'_>, id: Option<At<'_>>) -> Option<Prerequisite> {
        let title = self.needed_text(fields, "title");
        let check = self.check(fields);
        let weight = fields.get("weight").map(|node| self.word(node, "weight", &Weight::ALL));
        let note = fields.get("note").and_then(|node| self.text(node, "note"));
        let (id, title) = (id?.value.to_owned(), title?.value.to_owned());
        Some(Prerequisite {
            id,
            title,
            check: check?,
            weight: weight.unwrap_or(Some(Weight::default()))?,
            note: note.map(|note| note.value.to_owned()),
        })
    }

    fn check(&mut self, fields: &Fields<'_>) -> Option<Check> {
        let word = self.needed_text(fields, "check")?;
        if !Check::WORDS.contains(&word.value) {
            self.unknown_word(&word, "check", &Check::WORDS);
            return None;
        }
        let own = keys_of(word.value);
        for key in KEYS.into_iter().skip(COMMON).filter(|key| fields.get(key).is_some() && !own.contains(key)) {
            let help = format!("`{key}` does not go with `check: {}`", word.value);
            let what = Mistake::UnknownKey { key: key.to_owned(), of: "this prerequisite" };
            self.fault_with_help(what, fields.span_of(key), help);
        }
        match word.value {
            "workspace-exists" => Some(Check::WorkspaceExists),
            "sentinel-enabled" => Some(Check::SentinelEnabled),
            "data-connector" => self.connector(fields),
            "same-tenant" => Some(Check::SameTenant),
            "licence" => {
                let node = self.needed(fields, "service_plans")?;
                let plans = self.list(node, "service_plans");
                Some(Check::Licence { plans: plans.iter().filter_map(|plan| self.plan(plan)).collect() })
            }
            "other-workspaces" => self.at_once(fields).map(|at_once| Check::OtherWorkspaces { at_once }),
            "no-lock" => Some(Check::NoLock),
            "region" => self.regions(fields).map(|regions| Check::Region { regions }),
            "retired-connector" => {
                let node = self.needed(fields, "connectors")?;
                Some(Check::RetiredConnector { kinds: self.texts(node, "connectors") })
            }
            _ => Some(Check::Accounts),
        }
    }

    fn connector(&mut self, fields: &Fields<'_>) -> Option<Check> {
        let kind = self.needed_text(fields, "connector");
        let data_types = self.needed(fields, "data_types").map(|node| self.texts(node, "data_types"));
        Some(Check::DataConnector { kind: kind?.value.to_owned(), data_types: data_types? })
    }

    /// Regions, as they are compared; a name that no region can have is a mistake.
    fn regions(&mut self, fields: &Fields<'_>) -> Option<Vec<String>> {
        let node = self.needed(fields, "regions")?;
        let mut regions = Vec::new();
        for item in self.list(node, "regions") {
            let text = self.text(item, "region")?;
            let region = region_of(text.value);
            if !region.chars().all(|letter| letter.is_ascii_alphanumeric()) {
                let of = "region: write its name, such as `westeurope`";
                self.fault(Mistake::Form { text: text.value.to_owned(), of }, text.span);
                continue;
            }
            regions.push(region.into());
        }
        Some(regions)
    }

    fn plan(&mut self, node: &Node<'_>) -> Option<PlanName> {
        let fields = self.fields(node, "a service plan", &PLAN)?;
        let name = self.needed_text(&fields, "name");
        let id = self.needed_text(&fields, "id")?;
        let Some(guid) = ObjectId::parse(id.value).guid() else {
            self.fault(Mistake::NoGuid(id.value.to_owned()), id.span);
            return None;
        };
        Some(PlanName { name: name?.value.to_owned(), id: guid.to_string() })
    }

    fn at_once(&mut self, fields: &Fields<'_>) -> Option<AtOnce> {
        let node = self.needed(fields, "at_once")?;
        self.word(node, "number of workspaces", &AtOnce::ALL)
    }

    /// One of several words.
    fn word<T: Copy>(&mut self, node: &Node<'_>, of: &'static str, all: &[(T, &'static str)]) -> Option<T> {
        let text = self.text(node, of)?;
        let found = all.iter().find(|(_, word)| *word == text.value).map(|&(value, _)| value);
        if found.is_none() {
            let words: Vec<&'static str> = all.iter().map(|&(_, word)| word).collect();
            self.unknown_word(&text, of, &words);
        }
        found
    }

    fn unknown_word(&mut self, text: &At<'_>, of: &'static str, known: &[&'static str]) {
        let help = did_you_mean(known, text.value, "known are");
        self.fault_with_help(Mistake::UnknownWord { word: text.value.to_owned(), of }, text.span, help);
    }
}
