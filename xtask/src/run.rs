//! Running programs and saying so: the two helpers every command is written with.

use std::io::{BufRead, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

/// Says what is about to happen, does it, and says how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("== {what}");
    let start = Instant::now();
    let result = work();
    let seconds = start.elapsed().as_secs_f32();
    match &result {
        Ok(_) => println!("   done in {seconds:.1} s: {what}"),
        Err(_) => println!("   failed after {seconds:.1} s: {what}"),
    }
    result
}

/// Runs a program with this one's output; any exit code but 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", line(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", line(command));
    }
    Ok(())
}

/// What a program prints, or an error with what it complained about.
pub fn output(command: &mut Command) -> Result<String> {
    let output =
        command.stderr(Stdio::piped()).output().with_context(|| format!("cannot start {}", line(command)))?;
    if !output.status.success() {
        bail!("{} ended with {}: {}", line(command), output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program, shows its standard output as it comes, and hands each line to `each`.
/// Answers whether the program succeeded.
pub fn watch(command: &mut Command, mut each: impl FnMut(&str)) -> Result<bool> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {}", line(command)))?;
    let stdout = child.stdout.take().context("the program has no output")?;
    let mut shown = std::io::stdout().lock();
    for text in BufReader::new(stdout).split(b'\n') {
        let text = text?;
        let text = String::from_utf8_lossy(&text);
        writeln!(shown, "{text}")?;
        each(&text);
    }
    Ok(child.wait()?.success())
}

/// A command as a person would type it, for messages.
fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    format!("`{}`", words.join(" "))
}
