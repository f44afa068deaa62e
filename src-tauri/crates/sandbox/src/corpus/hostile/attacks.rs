//! Files made to harm: cycles, depth, bombs, lies about size, and things that act.

use super::anatomy::{Anatomy, BARS, stream_body};
use super::unusual::{Cipher, encrypt};
use super::{Case, Expect, Group, HostileError, Pile, bombs};
use crate::corpus::Corpus;
use crate::paper::file::deflate;

pub(super) fn cases(corpus: &Corpus) -> Result<Vec<Case>, HostileError> {
    let plain = corpus.single(0)?;
    let anatomy = Anatomy::of(&plain.bytes)?;
    let mut pile = Pile::new(Group::Attack, &plain.pages);
    cycles(&mut pile, &anatomy)?;
    depth(&mut pile, &anatomy)?;
    crowds(&mut pile, &anatomy)?;
    big_streams(&mut pile, &anatomy)?;
    lies(&mut pile, &anatomy)?;
    acts(&mut pile, &anatomy)?;
    pile.put("encrypted, password unknown", Expect::Refused, encrypt(&plain, Cipher::Aes128, "not ours")?);
    Ok(pile.cases)
}

/// The file with changes made to it.
fn with(
    anatomy: &Anatomy,
    change: impl FnOnce(&mut Anatomy) -> Result<(), HostileError>,
) -> Result<Vec<u8>, HostileError> {
    let mut changed = anatomy.clone();
    change(&mut changed)?;
    Ok(changed.write())
}

/// The file whose page draws more before its own content.
fn drawing(anatomy: &Anatomy, content: &str, object: Vec<u8>) -> Result<Vec<u8>, HostileError> {
    with(anatomy, |file| {
        let id = file.add(object);
        draw(file, content, id)
    })
}

/// Names an object `X` and runs `content` before the page's own.
fn draw(file: &mut Anatomy, content: &str, id: u32) -> Result<(), HostileError> {
    let page = file.page()?;
    let (own, resources) = (file.content()?, file.follow(page, "/Resources")?);
    file.edit(resources, "/XObject<<", &format!("/XObject<</X {id} 0 R"))?;
    let more = file.add_stream("", content.as_bytes());
    file.edit(page, &format!("/Contents {own} 0 R"), &format!("/Contents[{more} 0 R {own} 0 R]"))
}

fn cycles(pile: &mut Pile, anatomy: &Anatomy) -> Result<(), HostileError> {
    let page = anatomy.page()?;
    let (tree, content) = (anatomy.follow(page, "/Parent")?, anatomy.content()?);
    let either = || Expect::SameLabelOrRejected;
    let kids = format!("/Kids[{page} 0 R ]");
    let mut put = |name, bytes| pile.put(name, either(), bytes);
    put(
        "page tree holds itself",
        with(anatomy, |file| file.edit(tree, &kids, &format!("/Kids[{page} 0 R {tree} 0 R ]")))?,
    );
    put(
        "page tree of two nodes that hold each other",
        with(anatomy, |file| {
            let node = file.add(format!("<</Type/Pages/Count 1/Kids[{tree} 0 R]/Parent {tree} 0 R>>"));
            file.edit(tree, &kids, &format!("/Kids[{node} 0 R {page} 0 R ]"))
        })?,
    );
    put("tree is its own parent", with(anatomy, |file| file.edit(tree, "<<", &format!("<</Parent {tree} 0 R")))?);
    let mut body = anatomy.body("%PDF-1.4\n", "\n");
    let start = body.bytes.len();
    body.bytes.extend_from_slice(anatomy.table(&body.places, 0).as_bytes());
    body.bytes.extend_from_slice(anatomy.tail(start, &format!("/Prev {start}")).as_bytes());
    put("table is its own predecessor", body.bytes);
    let length = anatomy.stream(content)?.len();
    put(
        "length is the stream itself",
        with(anatomy, |file| file.edit(content, &format!("/Length {length}"), &format!("/Length {content} 0 R")))?,
    );
    put(
        "length is an object that is itself",
        with(anatomy, |file| {
            let id = file.free();
            file.objects.insert(id, format!("{id} 0 R").into_bytes());
            file.edit(content, &format!("/Length {length}"), &format!("/Length {id} 0 R"))
        })?,
    );
    let form = anatomy.free();
    let itself = format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X {form} 0 R>>>>");
    put("form draws itself", drawing(anatomy, "q /X Do Q\n", stream_body(&itself, b"q /X Do Q"))?);
    put(
        "forms draw ten of each other, ten deep",
        with(anatomy, |file| {
            let mut inner = file.add_stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 1 1 re f");
            for _ in 0..10 {
                let entries =
                    format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {inner} 0 R>>>>");
                inner = file.add_stream(&entries, "/X Do\n".repeat(10).as_bytes());
            }
            draw(file, "q /X Do Q\n", inner)
        })?,
    );
    Ok(())
}

fn depth(pile: &mut Pile, anatomy: &Anatomy) -> Result<(), HostileError> {
    let page = anatomy.page()?;
    let tree = anatomy.follow(page, "/Parent")?;
    let either = || Expect::SameLabelOrRejected;
    let deep = with(anatomy, |file| {
        let mut child = page;
        for _ in 0..5_000 {
            let node = file.add(format!("<</Type/Pages/Count 1/Kids[{child} 0 R]>>"));
            file.edit(child, "<<", &format!("<</Parent {node} 0 R"))?;
            child = node;
        }
        file.edit(page, &format!("/Parent {tree} 0 R"), "")?;
        file.edit(tree, &format!("/Kids[{page} 0 R ]"), &format!("/Kids[{child} 0 R ]"))
    })?;
    pile.put("tree 5,000 deep", Expect::Refused, deep);
    let nest = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let in_page = |value: String| with(anatomy, |file| file.edit(page, "<<", &format!("<</Deep {value}")));
    pile.put("arrays 100,000 deep in the page", either(), in_page(nest("[", "]"))?);
    pile.put("arrays 100,000 deep, never closed", either(), in_page("[".repeat(100_000))?);
    pile.put("dictionaries 100,000 deep in the page", either(), in_page(nest("<</A ", ">>"))?);
    let in_content = |text: String| drawing(anatomy, &text, b"null".to_vec());
    pile.put("arrays 100,000 deep in the content", either(), in_content(nest("[", "]") + " TJ\n")?);
    pile.put("a million saved states", either(), in_content("q ".repeat(1_000_000))?);
    pile.put("a million states restored that were not saved", either(), in_content("Q ".repeat(1_000_000))?);
    pile.put("parentheses 100,000 deep in a string", either(), in_page(nest("(", ")"))?);
    Ok(())
}

fn crowds(pile: &mut Pile, anatomy: &Anatomy) -> Result<(), HostileError> {
    let page = anatomy.page()?;
    let tree = anatomy.follow(page, "/Parent")?;
    let kids = format!("/Kids[{page} 0 R ]");
    let body = anatomy.objects.get(&page).cloned().unwrap_or_default();
    let many = with(anatomy, |file| {
        let mut list = String::new();
        let first = file.free();
        for id in first..first + 100_000 {
            file.objects.insert(id, body.clone());
            list.push_str(&format!("{id} 0 R "));
        }
        file.edit(tree, &kids, &format!("/Kids[{list}]"))?;
        file.edit(tree, "/Count 1", "/Count 100000")
    })?;
    pile.put("100,000 pages", Expect::Refused, many);
    let same = with(anatomy, |file| {
        file.edit(tree, &kids, &format!("/Kids[{}]", format!("{page} 0 R ").repeat(100_000)))?;
        file.edit(tree, "/Count 1", "/Count 100000")
    })?;
    pile.put("one page 100,000 times", Expect::Refused, same);
    let objects = with(anatomy, |file| {
        let first = file.free();
        file.objects.extend((first..first + 1_100_000).map(|id| (id, b"0".to_vec())));
        Ok(())
    })?;
    pile.put("more than a million objects", Expect::Refused, objects);
    // The renderer keeps what it cuts out of every paint; text would spare it the drawing.
    let clips = "q 0 0 500 842 re W n 0 0 595 842 re f Q q 9 9 m 500 70 l 300 700 l h W n 0 0 595 842 re f Q\n";
    let drawn = with(anatomy, |file| {
        let (own, more) =
            (file.content()?, file.add_stream("/Filter/FlateDecode", &deflate(clips.repeat(20_000).as_bytes())));
        let page = file.page()?;
        file.edit(page, &format!("/Contents {own} 0 R"), &format!("/Contents {more} 0 R"))
    })?;
    pile.put("forty thousand clips as large as the page, no text", Expect::Refused, drawn);
    let size = String::from_utf8_lossy(anatomy.tail(0, "").as_bytes())
        .replace(&format!("/Size {}", anatomy.free()), "/Size 4294967295");
    let body = anatomy.body("%PDF-1.4\n", "\n");
    let start = body.bytes.len();
    let table = anatomy.table(&body.places, 0).replace(&format!("0 {}\n", anatomy.free()), "0 4294967295\n");
    let tail = size.replace("startxref\n0", &format!("startxref\n{start}"));
    pile.put(
        "table claims four billion objects",
        Expect::SameLabelOrRejected,
        [&body.bytes[..], table.as_bytes(), tail.as_bytes()].concat(),
    );
    Ok(())
}

fn big_streams(pile: &mut Pile, anatomy: &Anatomy) -> Result<(), HostileError> {
    let content = anatomy.content()?;
    let gigabyte = bombs::blanks(1024);
    let replaced = |entries: &str, data: &[u8]| {
        with(anatomy, |file| {
            file.set_stream(content, entries, data);
            Ok(())
        })
    };
    pile.put("content of 1 GiB", Expect::Refused, replaced("/Filter/FlateDecode", &gigabyte)?);
    let twice = deflate(&gigabyte);
    let filters = "/Filter[/FlateDecode/FlateDecode]";
    pile.put("content of 1 GiB deflated twice", Expect::Refused, replaced(filters, &twice)?);
    let ascii = super::filters::ascii85(&twice);
    let filters = "/Filter[/ASCII85Decode/FlateDecode/FlateDecode]";
    pile.put("content of 1 GiB behind three filters", Expect::Refused, replaced(filters, &ascii)?);
    let many = with(anatomy, |file| {
        let own = file.stream(content)?.to_vec();
        let page = file.page()?;
        let bomb = file.add_stream("/Filter/FlateDecode", &bombs::blanks(50));
        let mut list = vec![format!("{bomb} 0 R"); 8];
        let label = file.add_stream("/Filter/FlateDecode", &own);
        list.push(format!("{label} 0 R"));
        file.edit(page, &format!("/Contents {content} 0 R"), &format!("/Contents[{}]", list.join(" ")))
    })?;
    pile.put("content of 400 MiB in parts of 50", Expect::Refused, many);
    let either = || Expect::SameLabelOrRejected;
    let font = anatomy.find("/Length1")?;
    let fonts = with(anatomy, |file| {
        file.set_stream(font, "/Length1 16000/Filter/FlateDecode", &gigabyte);
        Ok(())
    })?;
    pile.put("font of 1 GiB", either(), fonts);
    let bars = anatomy.find(BARS)?;
    let picture = "/Type/XObject/Subtype/Image/Width 199/Height 30/BitsPerComponent 8/ColorSpace/DeviceRGB\
                   /Filter/FlateDecode";
    let pictures = with(anatomy, |file| {
        file.set_stream(bars, picture, &gigabyte);
        Ok(())
    })?;
    pile.put("bars of 1 GiB", either(), pictures);
    let map = anatomy.follow(anatomy.find("/Encoding/Identity-H")?, "/ToUnicode")?;
    let maps = with(anatomy, |file| {
        file.set_stream(map, "/Filter/FlateDecode", &gigabyte);
        Ok(())
    })?;
    pile.put("letter map of 1 GiB", either(), maps);
    let ranges = format!("1 beginbfrange\n{}endbfrange\n", "<0000> <ffff> <0041>\n".repeat(20_000));
    let wide = with(anatomy, |file| {
        file.set_stream(map, "", ranges.as_bytes());
        Ok(())
    })?;
    pile.put("letter map of a billion letters", either(), wide);
    Ok(())
}

fn lies(pile: &mut Pile, anatomy: &Anatomy) -> Result<(), HostileError> {
    let page = anatomy.page()?;
    let image = "/Type/XObject/Subtype/Image/Width 50000/Height 50000/BitsPerComponent 8/ColorSpace/DeviceRGB";
    let claim = |more: &str, data: &[u8]| {
        drawing(anatomy, "q 100 0 0 100 0 0 cm /X Do Q\n", stream_body(&format!("{image}{more}"), data))
    };
    pile.put("picture claims 7.5 GB", Expect::Refused, claim("/Filter/FlateDecode", &deflate(&[0; 1_000]))?);
    pile.put("picture of 7.5 GB in 7 MB", Expect::Refused, claim("/Filter/FlateDecode", &bombs::blanks(7_153))?);
    let faxed = "/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 1000000/Rows 1000000>>";
    pile.put("fax claims a billion dots", Expect::Refused, claim(faxed, &[0xFF; 64])?);
    let sized = |size: &str| with(anatomy, |file| file.edit(page, "/MediaBox[0 0 595 842]", size));
    pile.put("page of nine billion points", Expect::Refused, sized("/MediaBox[0 0 9000000000 9000000000]")?);
    pile.put("page of no size", Expect::SameLabelOrRejected, sized("/MediaBox[0 0 0 0]")?);
    pile.put("page without a box", Expect::SameLabelOrRejected, sized("")?);
    pile.put("unit of a million points", Expect::Refused, sized("/MediaBox[0 0 595 842]/UserUnit 1000000")?);
    let tiling = "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.0001/YStep 0.0001\
                  /Resources<<>>";
    let patterned = with(anatomy, |file| {
        let pattern = file.add_stream(tiling, b"0 0 1 1 re f");
        let resources = file.follow(page, "/Resources")?;
        file.edit(resources, "/Pattern<<", &format!("/Pattern<</P {pattern} 0 R"))?;
        draw(file, "q /Pattern cs /P scn 0 0 10 10 re f Q\n", pattern)
    })?;
    pile.put("pattern of ten billion tiles", Expect::SameLabelOrRejected, patterned);
    let dashed = drawing(anatomy, "q [0.000001] 0 d 0 0 m 500 0 l S Q\n", b"null".to_vec())?;
    pile.put("dashes a millionth of a point long", Expect::SameLabelOrRejected, dashed);
    Ok(())
}

/// Things that do something when a file is opened; every one names a word a test can look for.
fn acts(pile: &mut Pile, anatomy: &Anatomy) -> Result<(), HostileError> {
    let page = anatomy.page()?;
    let root = anatomy.root;
    let script = "<</S/JavaScript/JS(app.alert\\('harm'\\))>>";
    let attached = |file: &mut Anatomy| {
        let data = file.add_stream("/Type/EmbeddedFile", b"MZ harm.exe");
        file.add(format!("<</Type/Filespec/F(harm.exe)/EF<</F {data} 0 R>>>>"))
    };
    let mut put = |name, bytes| pile.put(name, Expect::HarmlessDropped, bytes);
    let catalog = |entry: &str| with(anatomy, |file| file.edit(root, "<<", &format!("<<{entry}")));
    put("script on opening", catalog(&format!("/OpenAction{script}"))?);
    put("script among the names", catalog(&format!("/Names<</JavaScript<</Names[(a){script}]>>>>"))?);
    put("program on opening", catalog("/OpenAction<</S/Launch/F(harm.exe)>>")?);
    put("address on opening", catalog("/OpenAction<</S/URI/URI(http://harm.invalid/)>>")?);
    put("script of the page", with(anatomy, |file| file.edit(page, "<<", &format!("<</AA<</O{script}>>")))?);
    put(
        "attachment among the names",
        with(anatomy, |file| {
            let harm = attached(file);
            file.edit(root, "<<", &format!("<</Names<</EmbeddedFiles<</Names[(harm.exe){harm} 0 R]>>>>"))
        })?,
    );
    put(
        "attachment on the page",
        with(anatomy, |file| {
            let harm = attached(file);
            let note = file.add(format!("<</Type/Annot/Subtype/FileAttachment/Rect[9 9 29 29]/FS {harm} 0 R>>"));
            file.edit(page, "<<", &format!("<</Annots[{note} 0 R]"))
        })?,
    );
    put(
        "fields with a form in another language",
        with(anatomy, |file| {
            let form = file.add_stream("", b"<xdp:xdp>harm</xdp:xdp>");
            file.edit(root, "<<", &format!("<</AcroForm<</Fields[]/XFA {form} 0 R>>"))
        })?,
    );
    put(
        "stream in another file",
        with(anatomy, |file| {
            let id = file.add_stream("/F(/etc/harm)/FFilter/FlateDecode", b"");
            file.edit(page, "<<", &format!("<</PieceInfo<</Harm {id} 0 R>>"))
        })?,
    );
    notes(pile, anatomy, page)
}

/// What stands over the page and can be pressed, or hides it.
fn notes(pile: &mut Pile, anatomy: &Anatomy, page: u32) -> Result<(), HostileError> {
    let mut put = |name, bytes| pile.put(name, Expect::HarmlessDropped, bytes);
    for (name, action) in [
        ("link", "<</S/URI/URI(http://harm.invalid/)>>"),
        ("link to a program", "<</S/Launch/F(harm.exe)>>"),
        ("form that is sent", "<</S/SubmitForm/F(http://harm.invalid/)>>"),
    ] {
        let note = format!("<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/Border[0 0 0]/A{action}>>");
        put(name, with(anatomy, |file| file.edit(page, "<<", &format!("<</Annots[{note}]")))?);
    }
    put(
        "annotation over the bars",
        with(anatomy, |file| {
            let look = file.add_stream("/Type/XObject/Subtype/Form/BBox[0 0 400 60]", b"0 0 400 60 re f % harm");
            let note =
                format!("<</Type/Annot/Subtype/Stamp/F 4/Rect[190 470 400 500]/AP<</N {look} 0 R>>/Contents(harm)>>");
            file.edit(page, "<<", &format!("<</Annots[{note}]"))
        })?,
    );
    Ok(())
}
