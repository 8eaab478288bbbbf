use super::*;

fn read(text: &str) -> (ModelTree, Vec<Diagnostic>) {
    parse(FileId(0), text)
}

#[test]
fn a_model_has_the_equations_that_its_elements_say() {
    let (tree, diagnostics) = read(
        "<xmile><sim_specs method=\"RK4\"><start>0</start><stop>2</stop><dt reciprocal=\"true\">4</dt></sim_specs><model>\
         <variables><stock name=\"tea\"><eqn>80</eqn><outflow>loss</outflow></stock><flow name=\"loss\">\
         <eqn>tea / 10</eqn></flow></variables></model></xmile>",
    );
    let names: Vec<&str> = tree.equations.iter().map(|equation| equation.left.name.text()).collect();
    assert_eq!(diagnostics, vec![]);
    assert_eq!(names, ["tea", "loss", "INITIAL TIME", "FINAL TIME", "TIME STEP", "SAVEPER"]);
}
