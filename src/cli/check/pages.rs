//! Where the server that runs the check shows the checked files, so that a comment can link to their lines.

use std::path::Path;

/// What the address of a file begins with, and ends in a slash: the folder that the check runs in, at the commit that is checked. GitHub
/// (<https://docs.github.com/actions/reference/workflows-and-actions/variables>) and GitLab
/// (<https://docs.gitlab.com/ci/variables/predefined_variables/>) say it in variables.
pub(super) fn files() -> Option<String> {
    let here = std::env::current_dir().ok()?;
    beginning(&here, |name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

fn beginning(here: &Path, variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let github = || {
        let repository = format!("{}/{}", variable("GITHUB_SERVER_URL")?, variable("GITHUB_REPOSITORY")?);
        Some((format!("{repository}/blob/{}/", variable("GITHUB_SHA")?), variable("GITHUB_WORKSPACE")?))
    };
    let gitlab = || {
        let project = variable("CI_PROJECT_URL")?;
        Some((format!("{project}/-/blob/{}/", variable("CI_COMMIT_SHA")?), variable("CI_PROJECT_DIR")?))
    };
    let (root, checkout) = github().or_else(gitlab)?;
    let folder = here.strip_prefix(checkout).ok()?;
    let below: String = folder.iter().map(|part| part.to_string_lossy().into_owned() + "/").collect();
    // What is no part of an address as it stands would need escapes: no link is better than a broken one.
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~:/".contains(letter);
    Some(root + &below).filter(|address| address.chars().all(is_plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_files_follow_from_the_variables_of_the_server() {
        let github = [
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_REPOSITORY", "contoso/roles"),
            ("GITHUB_SHA", "0123abcd"),
            ("GITHUB_WORKSPACE", "/w"),
        ];
        let gitlab = [("CI_PROJECT_URL", "https://gitlab.example/a"), ("CI_COMMIT_SHA", "0123abcd"), ("CI_PROJECT_DIR", "/w")];
        let page = |variables: &[(&str, &str)], here: &str| {
            let variable = |name: &str| variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
            beginning(Path::new(here), variable)
        };
        let (at_github, at_gitlab) =
            ("https://github.com/contoso/roles/blob/0123abcd/", "https://gitlab.example/a/-/blob/0123abcd/");
        assert_eq!(page(&github, "/w").as_deref(), Some(at_github), "the root of the checkout");
        assert_eq!(page(&github, "/w/infra/rbac"), Some(format!("{at_github}infra/rbac/")), "a folder of it");
        assert_eq!(page(&github, "/elsewhere"), None, "no folder of the checkout");
        assert_eq!(page(&gitlab, "/w").as_deref(), Some(at_gitlab), "GitLab");
        assert_eq!(page(&github[..3], "/w"), None, "a variable is missing");
    }
}
