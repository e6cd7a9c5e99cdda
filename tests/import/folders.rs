//! A scenario's folder appears as a whole, and nothing is replaced that was not asked for.

use std::fs;

use foresell::learn::import::{ImportError, Options, import, read_export, write_scenario};

use crate::crm::Crm;

#[test]
fn an_export_is_read_from_a_folder_and_written_as_a_scenario() {
    let folder = tempfile::tempdir().unwrap();
    let (export, out) = (folder.path().join("export"), folder.path().join("plan"));
    fs::create_dir_all(export.join("old")).unwrap();
    for file in Crm::new().export().files {
        fs::write(export.join(file.name), file.bytes).unwrap();
    }
    fs::write(export.join("notes.docx"), "x").unwrap();
    let imported = import(read_export(&export).unwrap(), &Options::default()).unwrap();
    assert_eq!(
        imported.report.unused_files.keys().collect::<Vec<_>>(),
        ["notes.docx", "old"]
    );
    write_scenario(&imported, &out, false).unwrap();
    for (name, content) in &imported.files {
        assert_eq!(
            &fs::read_to_string(out.join(name)).unwrap(),
            content,
            "{name}"
        );
    }
    foresell::scenario::load(
        &foresell::scenario::Disk,
        &[out.join("what-if/two-more-agents.toml")],
    )
    .unwrap();
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn a_folder_is_replaced_only_when_asked_and_only_if_it_was_imported() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("plan");
    let imported = Crm::new().import();
    write_scenario(&imported, &out, false).unwrap();
    fs::write(out.join("mine.txt"), "x").unwrap();
    assert!(matches!(
        write_scenario(&imported, &out, false),
        Err(ImportError::Exists { .. })
    ));
    write_scenario(&imported, &out, true).unwrap();
    assert!(!out.join("mine.txt").exists() && out.join("scenario.toml").exists());

    let foreign = folder.path().join("work");
    fs::create_dir(&foreign).unwrap();
    write_scenario(&imported, &foreign, false).unwrap();
    fs::remove_file(foreign.join("import-report.json")).unwrap();
    assert!(matches!(
        write_scenario(&imported, &foreign, true),
        Err(ImportError::Foreign { .. })
    ));
    assert!(foreign.join("scenario.toml").exists());
}

#[test]
fn what_cannot_be_read_or_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(
        read_export(&folder.path().join("nowhere")),
        Err(ImportError::Read { .. })
    ));
    let in_nowhere = folder.path().join("nowhere").join("plan");
    assert!(matches!(
        write_scenario(&Crm::new().import(), &in_nowhere, false),
        Err(ImportError::Write { .. })
    ));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
