//! Every folder `fixtures/role-files/<format>/<case>/` holds role files and what has to be read from them: `expected.txt`.

use std::fmt::Write as _;
use std::path::Path;

use libtest_mimic::Trial;
use miette::Diagnostic as _;
use rolecall::role_file;
use rolecall::role_file::{AllowComment, FindError, LeftOut, RoleFile, RoleFileError, WrittenList, WrittenRole, WrittenText};
use rolecall::source::Span;

const EXPECTED: &str = "expected.txt";

pub(crate) fn trials() -> Vec<Trial> {
    crate::each("role-files/*/*", |_| "role_file".to_owned(), read)
}

fn read(case: &Path) {
    crate::expect(&case.join(EXPECTED), &Picture::of(case).replace(&format!("{}/", case.display()), ""));
}

/// A picture of role files, in lines that people can review.
struct Picture(String);

impl Picture {
    fn of(case: &Path) -> String {
        let mut picture = Self(String::new());
        match role_file::find(&crate::arguments(case, EXPECTED), &mut std::io::empty(), &LeftOut::default()) {
            Ok(found) => {
                found.files.iter().for_each(|file| picture.file(file));
                found.others.iter().for_each(|name| picture.line(&format!("other: {name}")));
                found.errors.iter().for_each(|error| picture.error(error));
            }
            Err(errors) => errors.as_slice().iter().for_each(|error| picture.error(error)),
        }
        picture.0
    }

    fn line(&mut self, line: &str) {
        writeln!(self.0, "{line}").expect("memory");
    }

    fn error(&mut self, error: &FindError) {
        let place = error.place().map_or(String::new(), |place| format!("{}:{}:{}", place.path, place.line, place.column));
        self.line(&format!("error {place}: {error}"));
        let FindError::RoleFile(RoleFileError::Broken { text, faults, .. }) = error else { return };
        for fault in faults {
            let help = fault.help().map(|help| help.to_string()).unwrap_or_default();
            let place = text.place(fault.span().start);
            self.line(&format!("  {}:{} {:?} {fault} ({help})", place.line, place.column, text.slice(fault.span())));
        }
    }

    fn file(&mut self, file: &RoleFile) {
        self.line(&format!("{} ({:?})", file.source.name(), file.syntax));
        for role in &file.roles {
            self.role(file, role);
        }
        for AllowComment { span, lint, reason, scope } in &file.allows {
            let reason = reason.as_deref().unwrap_or("no reason");
            self.line(&format!("  {} allows {} for {}: {reason}", at(file, *span), lint.value, at(file, *scope)));
        }
        for note in &file.notes {
            let place = note.place.as_ref().map_or(String::new(), |place| format!("{}:{}", place.line, place.column));
            let help = note.help.as_deref().unwrap_or_default();
            self.line(&format!("  {place} {:?} {}: {} ({help})", note.severity, note.code, note.message));
        }
    }

    fn role(&mut self, file: &RoleFile, role: &WrittenRole) {
        let losses = [(role.losses.blocks_merged, ", blocks merged"), (role.losses.unreadable, ", not all of it is readable")];
        let losses: String = losses.iter().filter(|(lost, _)| *lost).map(|(_, words)| *words).collect();
        self.line(&format!("  {} {} role, {:?}{losses}", at(file, role.span), role.shape.name(), role.kind));
        for key in &role.ignored {
            self.line(&format!("    {} ignored `{}` of {}: {}", at(file, key.span), key.key, key.of, key.meant));
        }
        for (key, text) in [("name", &role.name), ("id", &role.id), ("description", &role.description)] {
            self.text(file, key, text.as_ref());
        }
        self.list(file, "scopes", role.assignable_scopes.as_ref());
        for block in &role.blocks {
            self.line(&format!("    {} block", at(file, block.span)));
            for (kind, list) in block.lists() {
                self.list(file, kind.key(), Some(list));
            }
            self.text(file, "condition", block.condition.as_ref());
            self.text(file, "conditionVersion", block.condition_version.as_ref());
        }
    }

    fn text(&mut self, file: &RoleFile, key: &str, text: Option<&WrittenText>) {
        if let Some(text) = text {
            self.line(&format!("    {key} {}", item(file, text)));
        }
    }

    fn list(&mut self, file: &RoleFile, key: &str, list: Option<&WrittenList>) {
        let Some(list) = list else { return };
        self.line(&format!("    {} {key}", at(file, list.span)));
        for text in &list.items {
            self.line(&format!("      {}", item(file, text)));
        }
    }
}

fn item(file: &RoleFile, text: &WrittenText) -> String {
    match text.known() {
        Some(known) => format!("{} {known:?}", at(file, text.span)),
        None => format!("{} unresolved {:?}", at(file, text.span), text.shown()),
    }
}

fn at(file: &RoleFile, span: Span) -> String {
    let (from, to) = (file.source.place(span.start), file.source.place(span.end));
    if from.line == to.line {
        return format!("{}:{}-{}", from.line, from.column, to.column);
    }
    format!("{}:{}-{}:{}", from.line, from.column, to.line, to.column)
}
