//! The page in a real browser: it loads nothing, and no line of it is wider than the screen, from desk to phone.
//!
//! Needs Chromium on the path; where there is none the test says so and passes, since the page itself needs no browser
//! to be made. A page that we wrote holds no scripts, so the measuring is done by a page around it.

use super::sandbox::Sandbox;
use std::process::Command;

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Loads the brief at three widths and puts into its own text how wide the brief wants to be at each.
const FRAME: &str = r#"<!doctype html><title>frame</title><body><script>
const widths = [360, 768, 1280];
let left = widths.length;
for (const width of widths) {
  const frame = document.createElement('iframe');
  frame.style.width = width + 'px';
  frame.style.height = '800px';
  frame.onload = () => {
    const page = frame.contentDocument;
    const loaded = frame.contentWindow.performance.getEntriesByType('resource').length;
    const line = document.createElement('p');
    line.textContent = `width ${width} wants ${page.documentElement.scrollWidth} loads ${loaded} heads ${page.querySelectorAll('h1').length}`;
    document.body.append(line);
    left -= 1;
  };
  frame.src = 'pages/s.html';
  document.body.append(frame);
}
</script></body>"#;

#[test]
fn the_page_fits_a_phone_and_a_desk_and_loads_nothing() {
    let Some(browser) = BROWSERS.iter().find(|name| Command::new(name).arg("--version").output().is_ok()) else {
        eprintln!("no browser on the path: the page was not looked at");
        return;
    };
    let sandbox = Sandbox::with_study("pages");
    sandbox.run(&["brief", "s", "--runs", "64", "--out", "pages", "--quiet"]).expect(0, &[]);
    sandbox.write("frame.html", FRAME);
    let profile = format!("--user-data-dir={}", sandbox.path("profile").display());
    let address = format!("file://{}", sandbox.path("frame.html").canonicalize().expect("there").display());
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--hide-scrollbars",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
        ])
        .args(["--disable-component-update", "--disable-sync", "--disable-quic", "--allow-file-access-from-files"])
        .args(["--virtual-time-budget=10000", "--dump-dom", &profile, &address])
        .output()
        .expect("the browser runs");
    let document = String::from_utf8_lossy(&output.stdout);
    for width in [360, 768, 1280] {
        let wanted = format!("width {width} wants {width} loads 0 heads 1");
        assert!(document.contains(&wanted), "not `{wanted}` in\n{}", document.lines().last().unwrap_or_default());
    }
}
