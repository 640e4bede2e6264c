//! For each task how many can do it, and who.

use std::io;

use crate::report::answers::matrix::Matrix;
use crate::report::answers::picture::AnswersView;
use crate::report::answers::who::who_can;
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::words::capital;

/// Under each task: who can do it, and how surely.
pub(crate) fn write_tasks(page: &mut Page<'_>, answers: &AnswersView<'_>, matrix: &Matrix<'_>) -> io::Result<()> {
    page.heading("Tasks")?;
    let mut pack = "";
    for (number, task) in answers.tasks().enumerate() {
        if task.pack != pack {
            pack = task.pack;
            page.line(&format!("  {}", page.look.faint(&clean(pack))))?;
        }
        page.paragraph("", 2, &format!("{} - {}", task.id, task.title))?;
        for who in who_can(matrix, number) {
            page.paragraph(&format!("    {}", page.look.symbol(who.verdict)), 6, &who.words)?;
        }
    }
    answers.caveats().iter().try_for_each(|caveat| page.paragraph("", 2, &capital(caveat)))
}
