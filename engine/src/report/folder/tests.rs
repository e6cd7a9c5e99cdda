//! Folders are replaced by their own kind only, and appear whole.

use super::*;

const MARK: &str = Kind::RESULTS.mark;
const TABLE: &str = "kpis.csv";

fn output(name: &str, text: &str) -> Output {
    Output {
        name: name.into(),
        bytes: text.into(),
    }
}

fn write(path: &Path, force: bool, text: &str) -> Result<(), FolderError> {
    let folder = Folder::prepare(path, Kind::RESULTS, force)?;
    folder.write(&output(TABLE, text))?;
    folder.seal(json!({ "command": text }))?;
    folder.commit()
}

fn entries(path: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(path)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_folder_appears_whole_and_is_not_overwritten() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("out");
    write(&path, false, "one").unwrap();
    assert!(matches!(
        write(&path, false, "two"),
        Err(FolderError::Exists { .. })
    ));
    assert_eq!(fs::read_to_string(path.join(TABLE)).unwrap(), "one");
    assert_eq!(entries(root.path()), ["out"]);
}

#[test]
fn force_replaces_results_and_leaves_nothing_of_the_old() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("out");
    let folder = Folder::prepare(&path, Kind::RESULTS, false).unwrap();
    folder.write(&output("of-an-earlier-run.csv", "1")).unwrap();
    folder.seal(json!({})).unwrap();
    folder.commit().unwrap();
    write(&path, true, "two").unwrap();
    assert_eq!(entries(&path), [TABLE, MARK]);
    assert_eq!(fs::read_to_string(path.join(TABLE)).unwrap(), "two");
    assert_eq!(entries(root.path()), ["out"]);
}

#[test]
fn two_steps_replace_as_well_as_one() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("out");
    write(&path, false, "one").unwrap();
    let folder = Folder::prepare(&path, Kind::RESULTS, true).unwrap();
    folder.write(&output(TABLE, "two")).unwrap();
    folder.exchange_in_two_steps().unwrap();
    drop(folder);
    assert_eq!(fs::read_to_string(path.join(TABLE)).unwrap(), "two");
    assert_eq!(entries(root.path()), ["out"]);
}

#[test]
fn a_folder_without_results_is_never_replaced() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("precious");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("thesis.txt"), "years of work").unwrap();
    assert!(matches!(
        Folder::prepare(&path, Kind::RESULTS, true),
        Err(FolderError::Foreign { .. })
    ));
    let file = root.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(
        Folder::prepare(&file, Kind::RESULTS, true),
        Err(FolderError::Foreign { .. })
    ));
}

#[test]
fn a_folder_of_another_kind_is_never_replaced() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("out");
    write(&path, false, "one").unwrap();
    let kind = Kind {
        words: "a plan",
        mark: "plan.toml",
        files: &["plan.toml"],
    };
    let refused = Folder::prepare(&path, kind, true).unwrap_err().to_string();
    assert!(
        refused.contains("is not a plan (it holds no plan.toml)"),
        "{refused}"
    );
}

#[test]
fn files_may_lie_in_folders_of_their_own() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("out");
    let folder = Folder::prepare(&path, Kind::RESULTS, false).unwrap();
    folder.write(&output("deep/down/a.csv", "1")).unwrap();
    folder.commit().unwrap();
    assert_eq!(
        fs::read_to_string(path.join("deep/down/a.csv")).unwrap(),
        "1"
    );
}

#[test]
fn files_of_somebody_else_are_never_lost() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("out");
    write(&path, false, "one").unwrap();
    write(&path, true, "two").unwrap();
    fs::create_dir(path.join("mine")).unwrap();
    fs::write(path.join("mine/notes.txt"), "keep").unwrap();
    let refused = write(&path, true, "three").unwrap_err().to_string();
    assert!(refused.contains("notes.txt"), "{refused}");
    assert_eq!(
        fs::read_to_string(path.join("mine/notes.txt")).unwrap(),
        "keep"
    );
}

#[test]
fn what_the_record_names_is_its_own_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("out");
    let folder = Folder::prepare(&path, Kind::RESULTS, false).unwrap();
    let written = [
        "draws/company-by-month.parquet",
        "kpis.parquet",
        "scenario/workforce.seats.csv",
    ];
    for name in written {
        folder.write(&output(name, "1")).unwrap();
    }
    folder.seal(json!({ "inputs": [written[2]] })).unwrap();
    folder.commit().unwrap();
    let record: Value = serde_json::from_slice(&fs::read(path.join(MARK)).unwrap()).unwrap();
    let named = [written[0], written[1], MARK, written[2]];
    assert_eq!(record, json!({ "inputs": [written[2]], "files": named }));
    assert!(Folder::prepare(&path, Kind::RESULTS, true).is_ok());
    for stranger in ["kpis-mine.csv", "scenario/mine.csv", "draws/mine.csv"] {
        fs::write(path.join(stranger), "keep").unwrap();
        let refused = Folder::prepare(&path, Kind::RESULTS, true).unwrap_err();
        assert!(refused.to_string().contains("mine"), "{refused}");
        fs::remove_file(path.join(stranger)).unwrap();
    }
}

#[test]
fn an_empty_folder_is_taken_over() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("out");
    fs::create_dir(&path).unwrap();
    write(&path, false, "one").unwrap();
    assert_eq!(entries(&path), [TABLE, MARK]);
}

#[test]
fn what_is_not_committed_leaves_nothing_behind() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::prepare(&root.path().join("out"), Kind::RESULTS, false).unwrap();
    folder.write(&output("a.csv", "1")).unwrap();
    drop(folder);
    assert_eq!(entries(root.path()), [""; 0]);
    let missing = Folder::prepare(&root.path().join("no/such/out"), Kind::RESULTS, false);
    assert!(missing.unwrap_err().to_string().contains("no/such"));
}
