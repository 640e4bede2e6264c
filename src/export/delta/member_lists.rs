//! Whether a list is the member list of something, before it is read: [`is_member_list`].

use std::path::Path;

use crate::export::json;
use crate::export::json::Sink;
use crate::export::member_list::Listed;
use crate::export::tape::Tape;

/// Whether the rows of a list are members of something, by what stands before them and by the name of its file.
pub(super) fn is_member_list(head: &[u8], file: &Path) -> bool {
    struct Opened<'f>(&'f str, bool);
    impl<'s> Sink<'s> for Opened<'_> {
        fn opens(&mut self, envelope: &Tape<'s>) {
            let listed = Listed::open(envelope.root(), None, self.0);
            self.1 = listed.is_members || listed.group.is_some();
        }
        fn record(&mut self, _: &mut Tape<'s>) {}
        fn closes(&mut self, _: &Tape<'s>, _: usize) {}
        fn noise(&mut self, _: usize) {}
    }
    let end = if head.trim_ascii().starts_with(b"{") { "]}" } else { "]" };
    let (file, text) = (file.display().to_string(), format!("{}{end}", String::from_utf8_lossy(head)));
    let mut opened = Opened(&file, false);
    json::scan(&text, &mut opened).is_err() || opened.1
}
