//! Embeds the pack: every TOML file of `regimes/`, as `(name, text)` pairs; and the digest of
//! everything the engine is built from, by which receipts tell two builds apart.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest as _, Sha256};

/// What the engine is made of, the law apart, which has its own digest.
const SOURCES: &[&str] = &[
    "Cargo.lock",
    "crates/control/src",
    "crates/portcullis/build.rs",
    "crates/portcullis/src",
    "crates/portcullis/templates",
    "crates/screening/data",
    "crates/screening/src",
];

fn main() -> io::Result<()> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let root = top.join("regimes");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files, &|path| is_law(&root, path))?;
    files.sort();
    let mut code = String::from("pub(crate) const PACK: &[(&str, &str)] = &[\n");
    for file in files {
        let name = plain(&root, &file)?;
        let _ = writeln!(code, "    ({name:?}, include_str!({:?})),", file.display().to_string());
    }
    code.push_str("];\n");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("pack.rs"), code)?;
    println!("cargo::rustc-env=PORTCULLIS_BUILD={}", build(&top)?);
    Ok(())
}

/// A path below a folder, with `/` on every system.
fn plain(root: &Path, file: &Path) -> io::Result<String> {
    let name = file.strip_prefix(root).map_err(io::Error::other)?;
    Ok(name.display().to_string().replace('\\', "/"))
}

fn build(top: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        let path = top.join(source);
        println!("cargo::rerun-if-changed={}", path.display());
        if path.is_dir() {
            collect(&path, &mut files, &|_| true)?;
        } else if path.exists() {
            files.push(path);
        }
    }
    files.sort();
    let mut hasher = Sha256::new();
    for file in files {
        let text = fs::read(&file)?;
        hasher.update(format!("{} {}\n", plain(top, &file)?, text.len()));
        hasher.update(text);
    }
    let hex: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("sha256:{hex}"))
}

/// Law only: worked cases stay out of the binary.
fn is_law(root: &Path, path: &Path) -> bool {
    let below = path.strip_prefix(root).unwrap_or(path);
    let in_cases = below.components().any(|part| part.as_os_str() == "cases");
    path.extension().is_some_and(|extension| extension == "toml") && !in_cases
}

fn collect(
    folder: &Path,
    files: &mut Vec<PathBuf>,
    wanted: &dyn Fn(&Path) -> bool,
) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files, wanted)?;
        } else if wanted(&path) {
            files.push(path);
        }
    }
    Ok(())
}
