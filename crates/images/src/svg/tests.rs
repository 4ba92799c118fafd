use super::*;

fn cleaned(svg: &str) -> String {
    prepare(svg.as_bytes()).expect("well-formed").text
}

#[test]
fn svg_loses_what_could_run() {
    assert_eq!(
        cleaned(
            r##"<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script>alert(1)</script><a href="http://e.x/"><use href="#a"/></a><rect id="a" width="1"/></svg>"##
        ),
        r##"<svg xmlns="http://www.w3.org/2000/svg"><a><use href="#a"/></a><rect id="a" width="1"/></svg>"##
    );
}

#[test]
fn svg_reaches_for_no_other_file() {
    assert_eq!(
        cleaned(
            r##"<svg xmlns="http://www.w3.org/2000/svg"><style>@import "x.css"; .a { fill: url(http://e.x/#p) }</style><rect fill="url(#g)" style="fill: url('http://e.x/')"/></svg>"##
        ),
        r##"<svg xmlns="http://www.w3.org/2000/svg"><style> .a { fill: none }</style><rect fill="url(#g)" style="fill: none"/></svg>"##
    );
}

#[test]
fn what_drawing_programs_add_is_removed() {
    assert_eq!(
        cleaned(concat!(
            r#"<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]>"#,
            r#"<s:svg xmlns:s="&ns_svg;" xmlns:i="http://i.x/" i:version="1"><i:view><s:g/></i:view><s:g i:label="x"/></s:svg>"#,
        )),
        r#"<s:svg xmlns:s="http://www.w3.org/2000/svg" xmlns:i="http://i.x/"><s:g/></s:svg>"#
    );
    assert!(prepare(b"<svg><g></svg>").is_err());
}

#[test]
fn animations_go_and_are_listed_with_their_lines() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<a href=\"#\">\n\
               <animate attributeName=\"href\" values=\"javascript:x()\"/>\
               <set attributeName=\"onmouseover\" to=\"x()\"/><rect width=\"1\"/></a></svg>";
    let found = prepare(svg.as_bytes()).expect("well-formed");
    assert_eq!(found.text, "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<a>\n<rect width=\"1\"/></a></svg>");
    let animation = Loss { line: 3, kind: LossKind::Animation };
    assert_eq!(found.losses, [animation.clone(), animation]);
}

#[test]
fn entities_in_text_are_replaced_and_bounded() {
    let of = |subset: &str, text: &str| {
        let svg =
            format!("<!DOCTYPE svg [{subset}]>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><text>{text}</text></svg>");
        prepare(svg.as_bytes()).map(|found| (found.text, found.characters.into_iter().collect::<String>()))
    };
    let (text, characters) =
        of("<!ENTITY l \"lol\"><!ENTITY m '&l;-&#x263a;'>", "&m; &amp;&#33;").expect("well-formed");
    assert!(text.ends_with("<text>lol-&#x263a; &amp;&#33;</text></svg>"), "{text}");
    assert_eq!(characters, " !-lo\u{263a}");
    let doubling: String = (1..40).map(|n| format!("<!ENTITY e{n} \"&e{};&e{};\">", n - 1, n - 1)).collect();
    let endless = of(&format!("<!ENTITY e0 \"aaaaaaaaaaaaaaaa\">{doubling}"), "&e39;");
    assert_eq!(endless, Err("its entities grow without end".to_owned()));
    assert_eq!(of("", "&nbsp;"), Err("line 2: the entity `&nbsp;` is not declared".to_owned()));
}

#[test]
fn text_of_foreign_objects_is_drawn_and_listed() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<foreignObject x=\"2\" y=\"2\" width=\"90\" height=\"40\">\
               <div xmlns=\"http://www.w3.org/1999/xhtml\">Port &amp;<br/>Har<b>bour</b></div></foreignObject></svg>";
    let found = prepare(svg.as_bytes()).expect("well-formed");
    assert!(
        found.text.contains("<text font-size=\"16.00\" text-anchor=\"middle\"><tspan x=\"47.00\""),
        "{}",
        found.text
    );
    assert!(found.text.contains(">Port &amp;</tspan>") && found.text.contains(">Harbour</tspan>"), "{}", found.text);
    assert_eq!(found.losses, [Loss { line: 2, kind: LossKind::ForeignText("Port & Harbour".to_owned()) }]);
    assert!(found.characters.contains(&'H'));
}

#[test]
fn depth_is_counted_through_groups_and_references() {
    let svg = |inner: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">{inner}</svg>");
    let groups = |n: usize| svg(&format!("{}<rect width=\"1\" height=\"1\"/>{}", "<g>".repeat(n), "</g>".repeat(n)));
    assert!(measure(groups(MOST_SVG_DEPTH - 3).as_bytes()).is_ok());
    let deep = format!("line 1: elements are nested more than {MOST_SVG_DEPTH} levels deep");
    assert_eq!(prepare(groups(1000).as_bytes()), Err(deep));
    let chain = |n: usize, times: usize| {
        let uses = |i: usize| format!("<use href=\"#g{}\"/>", i + 1).repeat(times);
        let links: String = (0..n).map(|i| format!("<g id=\"g{i}\">{}</g>", uses(i))).collect();
        svg(&format!("<defs>{links}<rect id=\"g{n}\" width=\"1\" height=\"1\"/></defs><use href=\"#g0\"/>"))
    };
    assert!(measure(chain(20, 1).as_bytes()).is_ok());
    assert!(prepare(chain(300, 1).as_bytes()).expect_err("too deep").starts_with("its references are nested"));
    assert!(prepare(chain(30, 2).as_bytes()).expect_err("too many").starts_with("it has more than"));
    let circle = svg("<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g>");
    assert!(prepare(circle.as_bytes()).is_ok());
    let shaded: String = (0..20_000).map(|_| "<rect fill=\"url(#p)\"/>").collect();
    let gradient = "<linearGradient id=\"p\"><stop/><stop/><stop/></linearGradient>";
    assert!(prepare(svg(&format!("{gradient}{shaded}")).as_bytes()).is_ok());
}

#[test]
fn images_in_it_are_bounded_and_named() {
    let found = measure(
        br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="a.png" width="1" height="1"/><image href="data:image/png;base64,AAAA" width="1" height="1"/></svg>"#,
    )
    .expect("an image");
    assert_eq!(found.outside, ["a.png", "data:image/png"]);
}

#[test]
fn filters_are_bounded_by_area_and_work() {
    let svg = |size: u32, primitives: &str| {
        let rect = format!("<rect width=\"{size}\" height=\"{size}\" filter=\"url(#f)\"/>");
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"{size}\">\
             <filter id=\"f\">{primitives}</filter>{rect}</svg>"
        )
    };
    let is_refused = |size: u32, primitives: &str| match measure(svg(size, primitives).as_bytes()) {
        Ok(_) => false,
        Err(message) => {
            assert!(message.starts_with("its filters take"), "{message}");
            true
        }
    };
    let shadow = "<feGaussianBlur stdDeviation=\"9\"/><feOffset dx=\"4\"/><feMerge><feMergeNode/></feMerge>";
    assert!(!is_refused(100, shadow));
    assert!(!is_refused(600, shadow));
    assert!(!is_refused(100, "<feTurbulence numOctaves=\"4\"/>"));
    for slow in [
        "<feMorphology radius=\"50\"/>",
        "<feTurbulence numOctaves=\"9999\"/>",
        &"<feGaussianBlur stdDeviation=\"9\"/>".repeat(2000),
    ] {
        assert!(is_refused(200, slow), "{slow}");
    }
    // What is repeated counts each time, also in a pattern or a mask.
    let many = "<g filter=\"url(#f)\"><rect width=\"99\" height=\"99\"/></g>".repeat(400);
    let inner = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"99\" height=\"99\"><filter id=\"f\">\
                 <feGaussianBlur stdDeviation=\"9\"/><feGaussianBlur stdDeviation=\"9\"/></filter>";
    let masked = format!("{inner}<mask id=\"m\">{many}</mask><rect width=\"9\" height=\"9\" mask=\"url(#m)\"/></svg>");
    for svg in [format!("{inner}{many}</svg>"), masked] {
        assert!(measure(svg.as_bytes()).is_err());
    }
}
