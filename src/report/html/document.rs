//! The page of answers, whole: what the template says, and the data for its script.

use std::io::{self, Write};

use serde::Serialize;

use super::data::AnswersData;
use super::page::AnswersPage;
use super::shell;
use super::shell::Shell;
use crate::report::answers::picture::AnswersView;
use crate::report::head::HeadView;

/// What a page has beside its answers.
pub(crate) struct PageTop<'t, R> {
    pub(crate) title: &'t str,
    pub(crate) answer: Option<String>,
    pub(crate) head: HeadView,
    /// What readiness says, where that was asked for.
    pub(crate) readiness: Option<R>,
}

/// The page of some answers.
pub(crate) fn write<R: Serialize>(answers: &AnswersView<'_>, top: PageTop<'_, R>, out: &mut dyn Write) -> io::Result<()> {
    let data = AnswersData::new(answers);
    let page = AnswersPage::new(answers, top.head, &data);
    shell::write(&Shell { title: top.title, answer: top.answer, page, readiness: top.readiness }, &data, out)
}
