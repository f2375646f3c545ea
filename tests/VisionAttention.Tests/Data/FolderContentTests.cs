using VisionAttention.Data;

namespace VisionAttention.Tests.Data;

/// <summary>Folders as people have them: what lies about in them, how they are split, and where links lead.</summary>
public sealed class FolderContentTests : IDisposable
{
    private static readonly byte[] Picture = PictureEncoder.Png(new byte[64], 8, 8, channels: 1);

    private readonly string _folder = Directory.CreateTempSubdirectory("folders-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a Mac's side files from a stick", "cat/._1.jpg dog/._1.jpg", "passed over: 2 files that are no images (2 hidden or a system's)")]
    [InlineData("the folder of a zip made on a Mac", "__MACOSX/cat/._1.jpg __MACOSX/cat/1.jpg", "passed over: folder __MACOSX")]
    [InlineData("a Mac's folder inside a class", "cat/__MACOSX/1.jpg", "passed over: folder __MACOSX")]
    [InlineData("thumbnails of Windows", "cat/Thumbs.db dog/desktop.ini thumbs.db", "passed over: 3 files that are no images (3 hidden or a system's)")]
    [InlineData("copies that Jupyter keeps", "cat/.ipynb_checkpoints/1-checkpoint.jpg .ipynb_checkpoints/2.jpg", "passed over: folder .ipynb_checkpoints")]
    [InlineData("thumbnails of a network drive", "cat/deep/@eaDir/1.jpg/thumb.jpg", "passed over: folder @eaDir")]
    [InlineData("a repository", ".git/config/1.jpg .gitignore", "passed over: 1 file that is no image (1 hidden or a system's); folder .git")]
    [InlineData("labels beside the images", "cat/1.txt cat/2.TXT dog/1.xml LICENSE", "passed over: 4 files that are no images (2 .txt, 1 .xml, 1 without an ending)")]
    [InlineData("an image beside the classes", "example.jpg", "passed over: 1 image beside the classes")]
    [InlineData("nothing", "", null)]
    public void What_nobody_made_is_no_image_and_no_class(string what, string files, string? said)
    {
        Assert.NotEmpty(what);
        Make("cat/1.jpg cat/deep/2.JPEG cat/3.jfif dog/1.png dog/2.webp " + files);
        var walk = new FolderWalk(_folder);

        var images = new ImageFolder(_folder, walk: walk);

        Assert.Equal(["cat", "dog"], images.ClassNames);
        Assert.Equal(["cat/1.jpg", "cat/3.jfif", "cat/deep/2.JPEG", "dog/1.png", "dog/2.webp"], Names(images));
        Assert.Equal(said, walk.PassedOver);
    }

    [Theory]
    [InlineData("a class of another format", "cat/1.jpg dog/1.tif dog/2.TIF", "no image is read of the class dog (2 files that are no images (2 .tif)). Fix: put JPEG or PNG files there, or remove the folder")]
    [InlineData("an empty class", "cat/1.jpg dog/", "no image is read of the class dog (empty). Fix: ")]
    [InlineData("a class of hidden files", "cat/1.jpg dog/._1.jpg", "no image is read of the class dog (1 file that is no image (1 hidden or a system's)). Fix: ")]
    [InlineData("two empty classes", "cat/1.jpg dog/ fox/", "no image is read of 2 classes, dog (empty), fox (empty). Fix: put JPEG or PNG files there, or remove the folders")]
    [InlineData("scans only", "cat/1.tif dog/1.tif dog/2.tif", "no images found (passed over: 3 files that are no images (3 .tif)). Fix: name a folder that holds CLASS/IMAGE.jpg or .jpeg, ")]
    [InlineData("images without classes", "1.jpg 2.jpg", "no folders of classes, 2 images lie in the folder itself. Fix: put each image into a folder")]
    [InlineData("no folders", "", "no images found. Fix: ")]
    public void A_class_without_images_is_named_with_what_it_has(string what, string files, string words)
    {
        Assert.NotEmpty(what);
        Make(files);

        var message = Assert.Throws<InvalidDataException>(() => new ImageFolder(_folder)).Message;

        Assert.StartsWith($"{_folder}: {words}", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("train/a/1.jpg train/b/1.jpg test/a/1.jpg", "train", "test", "")]
    [InlineData("Training/a/1.jpg Training/b/1.jpg Testing/a/1.jpg", "Training", "Testing", "")]
    [InlineData("TRAIN/a/1.jpg TRAIN/b/1.jpg Val/a/1.jpg", "TRAIN", "Val", "")]
    [InlineData("train/a/1.jpg train/b/1.jpg valid/a/1.jpg valid/b/1.jpg", "train", "valid", "")]
    [InlineData("train/a/1.jpg train/b/1.jpg validation/a/1.jpg", "train", "validation", "")]
    [InlineData("train/a/1.jpg train/b/1.jpg test/a/1.jpg val/b/1.jpg", "train", "test", "; not used: val")]
    [InlineData("train/a/1.jpg train/b/1.jpg test/1.jpg val/b/1.jpg", "train", "val", "; not used: test")]
    [InlineData("train/a/1.jpg train/b/1.jpg test/a/1.jpg masks/1.jpg __MACOSX/1.jpg", "train", "test", "; not used: masks")]
    [InlineData("train/a/1.jpg train/b/1.jpg train/stray.jpg test/a/1.jpg", "train", "test", "")]
    public void A_folder_that_is_split_is_known_by_common_names(string files, string train, string heldOut, string more)
    {
        Make(files);
        List<string> said = [];

        var set = DataSets.Load("/", _folder, size: 8, say: said.Add);

        Assert.Equal($"training on {train}, held out: {heldOut}{more}", said[0]);
        Assert.All(Names(set.Train), name => Assert.StartsWith($"{train}/", name, StringComparison.Ordinal));
        Assert.All(Names(set.Test), name => Assert.StartsWith($"{heldOut}/", name, StringComparison.Ordinal));
        Assert.Equal(["a", "b"], set.Train.ClassNames);
        Assert.Equal(set.Train.ClassNames, set.Test.ClassNames);
    }

    [Theory]
    [InlineData("bus/1.jpg train/1.jpg", "bus train")]
    [InlineData("bus/1.jpg train/steam/1.jpg train/diesel/1.jpg", "bus train")]
    [InlineData("exam/1.jpg quiz/1.jpg test/1.jpg", "exam quiz test")]
    [InlineData("bus/1.jpg test/1.jpg train/1.jpg", "bus test train")]
    public void A_class_may_be_called_as_a_part(string files, string classes)
    {
        Make(files);
        Assert.Null(FolderParts.Of(_folder));
        Assert.Equal(classes.Split(' '), new ImageFolder(_folder).ClassNames);
    }

    [Theory]
    [InlineData("train/a/1.jpg train/b/1.jpg", " has train, but none of test, testing, val, valid, validation. Fix: name ")]
    [InlineData("test/a/1.jpg test/b/1.jpg", " has test, but no train to learn from. Fix: ")]
    [InlineData("train/1.jpg test/1.jpg", ": train holds no folders of images, one for each class. Fix: ")]
    [InlineData("train/a/1.jpg train/b/1.jpg test/1.jpg", ": test holds no folders of images, one for each class as in train. Fix: ")]
    [InlineData("train/a/1.jpg Train/a/1.jpg test/a/1.jpg", " has Train and train, which both hold classes. Fix: ")]
    public void Half_a_split_is_refused(string files, string words)
    {
        Make(files);
        var message = Assert.Throws<InvalidDataException>(() => DataSets.Load("/", _folder, size: 8)).Message;
        Assert.StartsWith($"{_folder}{words}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("training_set/a/1.jpg training_set/b/1.jpg test_set/a/1.jpg test_set/b/1.jpg", "test_set, training_set")]
    [InlineData("seg_train/a/1.jpg seg_train/b/1.jpg seg_test/a/1.jpg seg_test/b/1.jpg seg_test/notes.txt seg_pred/a/1.jpg seg_pred/b/1.jpg", "seg_pred, seg_test, seg_train")]
    [InlineData("train/a/1.jpg train/b/1.jpg dev/a/1.jpg dev/b/1.jpg", "dev, train")]
    [InlineData("trainval/a/1.jpg trainval/b/1.jpg test/a/1.jpg test/b/1.jpg", "test, trainval")]
    public void Parts_under_other_names_are_no_classes(string files, string names)
    {
        Make(files);
        var message = Assert.Throws<InvalidDataException>(() => DataSets.Load("/", _folder, size: 8)).Message;
        Assert.Equal($"{_folder}: {names} hold the same folders, a, b, and no images beside them: parts of a set rather than classes. Fix: call two of them train and val, or take the images of each class out of its folders", message);
    }

    [Theory]
    [InlineData("cat/a/1.jpg cat/b/1.jpg dog/a/1.jpg dog/c/1.jpg")]
    [InlineData("cat/a/1.jpg cat/b/1.jpg dog/a/1.jpg dog/b/1.jpg dog/1.jpg")]
    [InlineData("cat/images/1.jpg cat/images/2.jpg dog/images/1.jpg dog/images/2.jpg")]
    [InlineData("cat/a/1.jpg cat/b/1.jpg")]
    public void Folders_inside_classes_are_not_taken_for_parts(string files)
    {
        Make(files);
        Assert.Null(FolderParts.Of(_folder));
    }

    [Theory]
    [InlineData("a link to its own folder", "cat/again>.", "1 link to what is read already")]
    [InlineData("a link to its own folder, with a slash", "cat/again>./", "1 link to what is read already")]
    [InlineData("a link to the folder of the set", "cat/up>..", "1 link to what is read already")]
    [InlineData("a link far up", "cat/up>/", "1 link to what is read already")]
    [InlineData("a link to another class", "cat/more>../dog", "1 link to what is read already")]
    [InlineData("two links that lead in a circle", "cat/x>../dog dog/y>../cat", "2 links to what is read already")]
    [InlineData("a link to one image", "cat/9.jpg>1.jpg", "1 link to what is read already")]
    [InlineData("a link through a link", "cat/8>../dog cat/9.jpg>8/1.jpg", "2 links to what is read already")]
    public void A_link_to_what_is_there_adds_nothing(string what, string links, string said)
    {
        Assert.NotEmpty(what);
        Make("cat/1.jpg cat/2.jpg dog/1.jpg " + links);
        var walk = new FolderWalk(_folder);

        Assert.Equal(["cat/1.jpg", "cat/2.jpg", "dog/1.jpg"], Names(new ImageFolder(_folder, walk: walk)));

        Assert.Equal($"passed over: {said}", walk.PassedOver);
    }

    [Theory]
    [InlineData("cat/9.jpg>gone.jpg", "1 link to nothing")]
    [InlineData("cat/9.jpg>9.jpg", "1 link to nothing")]
    [InlineData("cat/9.jpg>/nowhere/1.jpg dog/more>/nowhere", "2 links to nothing")]
    public void A_link_to_nothing_is_passed_over_and_counted(string links, string said)
    {
        Make("cat/1.jpg dog/1.jpg " + links);
        var walk = new FolderWalk(_folder);
        Assert.Equal(["cat/1.jpg", "dog/1.jpg"], Names(new ImageFolder(_folder, walk: walk)));
        Assert.Equal($"passed over: {said}", walk.PassedOver);
    }

    [Fact]
    public void A_folder_is_the_same_by_every_way_to_it()
    {
        Make("set/cat/1.jpg set/cat/again>../cat set/dog/1.jpg way>set");
        foreach (var way in new[] { "set", "set/", "way", "way/", "way/../set", "./set/." })
            Assert.Equal(2, new ImageFolder($"{_folder}/{way}").Count);
    }

    [Theory]
    [InlineData("set/cat>../pool/a set/dog>../pool/b", "cat/1.jpg cat/2.jpg dog/3.jpg")]
    [InlineData("set/cat/x>../../pool/a set/dog/y>../../pool/b", "cat/x/1.jpg cat/x/2.jpg dog/y/3.jpg")]
    [InlineData("set/cat/x>../../pool/a set/cat/y>../../pool/a set/dog/z>../../pool/b", "cat/x/1.jpg cat/x/2.jpg dog/z/3.jpg")]
    [InlineData("set/cat/9.jpg>../../pool/a/1.jpg set/dog/9.jpg>../../pool/b/3.jpg set/dog/8.jpg>../../pool/a/1.jpg", "cat/9.jpg dog/9.jpg")]
    public void A_link_that_leads_elsewhere_is_followed_once(string links, string names)
    {
        Make("pool/a/1.jpg pool/a/2.jpg pool/b/3.jpg " + links);
        var set = Path.Combine(_folder, "set");
        var images = new ImageFolder(set);
        Assert.Equal(names.Split(' '), Enumerable.Range(0, (int)images.Count).Select(index => Path.GetRelativePath(set, images.NameOf(index))));
    }

    [Theory]
    [InlineData("test/a/2.jpg test/a/9.jpg>../../train/a/1.jpg")]
    [InlineData("test/a/2.jpg test/a/all>../../train/a")]
    [InlineData("test/a/2.jpg train/a/9.jpg>../../test/a/3.jpg test/a/3.jpg")]
    public void No_image_of_the_training_part_is_held_out(string more)
    {
        Make("train/a/1.jpg train/b/1.jpg " + more);
        Assert.Equal(["test/a/2.jpg"], Names(DataSets.Load("/", _folder, size: 8).Test));
    }

    [Fact]
    public void A_part_that_is_a_link_to_the_other_is_refused()
    {
        Make("train/a/1.jpg train/b/1.jpg test>train");
        var message = Assert.Throws<InvalidDataException>(() => DataSets.Load("/", _folder, size: 8)).Message;
        Assert.Contains("test: no images found (passed over: 2 links to what is read already). Fix: ", message, StringComparison.Ordinal);
    }

    // A file, a folder with / behind it, or a link and > before its target.
    private void Make(string names)
    {
        foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (path, target) = name.Split('>') is [var from, var to] ? (Path.Combine(_folder, from), to) : (Path.Combine(_folder, name), null);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (target is not null)
                File.CreateSymbolicLink(path, target);
            else if (!name.EndsWith('/'))
                File.WriteAllBytes(path, Picture);
        }
    }

    private IEnumerable<string> Names(IImageSource images) => Enumerable.Range(0, (int)images.Count).Select(index => Path.GetRelativePath(_folder, images.NameOf(index)));
}
