//! Why the system did not read or write a file, in plain words: its own words name no file and end in a number.

use std::io::{self, ErrorKind};

/// The reason, as it goes on after "cannot be read: ".
pub fn reason(error: &io::Error) -> String {
    // What this program found out itself is said in its own words.
    if error.get_ref().is_some() {
        return error.to_string();
    }
    match error.kind() {
        ErrorKind::NotFound => "it does not exist".into(),
        ErrorKind::PermissionDenied => "you are not allowed to".into(),
        ErrorKind::IsADirectory => "it is a folder".into(),
        ErrorKind::NotADirectory => "a part of its path is a file".into(),
        ErrorKind::AlreadyExists => "a file has this name".into(),
        ErrorKind::StorageFull => "the disk is full".into(),
        ErrorKind::ReadOnlyFilesystem => "nothing can be written to this disk".into(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_lowercase()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_words_become_plain_ones() {
        let cases = [
            (io::Error::from_raw_os_error(2), "it does not exist"),
            (io::Error::from(ErrorKind::PermissionDenied), "you are not allowed to"),
            (io::Error::new(ErrorKind::NotFound, "there is no folder `x`"), "there is no folder `x`"),
        ];
        for (error, said) in cases {
            assert_eq!(reason(&error), said);
        }
        // Whatever the system says of a device that failed, no number stands behind it.
        assert!(!reason(&io::Error::from_raw_os_error(5)).contains("os error"));
    }
}
