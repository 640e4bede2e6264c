//! From the URI of a document to the name that the file has.

/// The path of a `file` URI, or the name of a text that is not saved yet; `None`: another scheme, such as an old version in git.
pub(super) fn name_of(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once(':')?;
    let rest = decoded(rest.split(['?', '#']).next().unwrap_or_default())?;
    match scheme {
        "untitled" => Some(rest.rsplit('/').next().unwrap_or_default().to_owned()),
        "file" => path(&rest),
        _ => None,
    }
}

fn path(rest: &str) -> Option<String> {
    let Some(with_host) = rest.strip_prefix("//") else { return Some(on_windows(rest).to_owned()) };
    let at = with_host.find('/')?;
    let (host, path) = with_host.split_at_checked(at)?;
    let is_here = host.is_empty() || host.eq_ignore_ascii_case("localhost");
    Some(if is_here { on_windows(path).to_owned() } else { format!("//{host}{path}") })
}

/// `/c:/roles` is `c:/roles`.
fn on_windows(path: &str) -> &str {
    let mut letters = path.bytes();
    let has_drive = letters.next() == Some(b'/') && letters.next().is_some_and(|drive| drive.is_ascii_alphabetic());
    if has_drive && letters.next() == Some(b':') { path.get(1..).unwrap_or(path) } else { path }
}

/// A text without its escapes; `None`: they are no text, or one that no path has.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lsp_uris_name_files() {
        let rows = [
            ("file:///srv/my%20roles/%C3%A9.json", Some("/srv/my roles/é.json"), "escapes are bytes of UTF-8"),
            ("file:///c%3A/roles/soc.bicep", Some("c:/roles/soc.bicep"), "a drive, as VS Code writes it"),
            ("file://server/share/soc.json", Some("//server/share/soc.json"), "a share"),
            ("file:/srv/soc.json", Some("/srv/soc.json"), "without a host"),
            ("untitled:Untitled-1", Some("Untitled-1"), "not saved yet"),
            ("git:/srv/soc.json?%7B%7D", None, "an old version"),
            ("file:///srv/%ff.json", None, "no UTF-8"),
            ("file:///srv/%4", None, "half an escape"),
            ("file:///srv/%00", None, "no path has that"),
            ("file://server", None, "no path"),
            ("soc.json", None, "no scheme"),
        ];
        for (uri, name, why) in rows {
            assert_eq!(name_of(uri).as_deref(), name, "{uri}: {why}");
        }
    }
}
