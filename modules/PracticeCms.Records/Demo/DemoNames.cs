namespace PracticeCms.Records.Demo;

/// <summary>Names that nobody takes for a real person's record: plants, stones, weather and trades.</summary>
internal static class DemoNames
{
    public static IReadOnlyList<string> Given { get; } = Split(
        """
        Ada Aldo Alina Amos Anouk Ansel Aria Arlo Astrid August Avery Basil Beatrix Benno Birdie Blaise Bram Briar Bruno Calla Caspar Celeste Clement Clover Coral Cosmo Cyril Dahlia Dario
        Delia Dorian Edda Edgar Elara Elio Elsie Emil Enzo Esme Fabian Faye Felix Fern Finn Flora Florian Freya Gideon Ginger Greta Gwen Hanno Hazel Heath Hugo Ida Ignace Ilse Imogen Indigo
        Iris Isidor Ivo Jasper Jonas Juno Kasimir Keziah Klara Laszlo Laurel Lena Leopold Lilac Linnea Lorenz Lucia Ludo Mabel Magnus Maple Marigold Matteo Mila Milo Mina Moss Nadia Nell Nico
        Noemi Odette Olive Orla Oscar Otis Otto Paloma Pascal Pearl Petra Piet Poppy Quentin Quill Reed Renata Roland Romy Rosa Rufus Runa Sage Saskia Selma Silas Sorrel Stella Sven Tamsin Tessa
        Theo Thea Tilda Toby Ulla Uma Valentin Vera Viola Wanda Wendel Willa Wolf Xenia Yara Yorick Zelda Zoë Zora
        """);

    public static IReadOnlyList<string> Family { get; } = Split(
        """
        Acornsby Alderbrook Amberfield Applewhistle Ashgrove Autumnell Barleycorn Basaltine Beechnutt Bellweather Birchwater Blackthorne Bluebellow Bramblewick Breezeford Briarpatch Brightwater
        Bronzebuckle Brookstone Butterfield Buttonwood Cadwallow Candlewick Cedarholm Chalkwell Cherrystone Chestnutter Cinderby Clayborne Cloudesley Cloverdale Cobblestone Copperpot Cornflower Cottonwood
        Crabtree Cranberry Crickhollow Cumulus Daffodale Dandelyon Dewberry Driftwood Dunnock Elderflower Elmsworth Emberly Everglade Fairweather Featherstone Fennelworth Fernsby Fiddlewood Fieldmouse
        Flaxmoor Flintlock Foxglove Frostwick Gable Gingerbread Glimmerstone Goldenrod Gooseberry Granitson Greengage Hailstone Hawthorn Hazelnutt Heatherby Hedgewood Hickory Hollyoak Honeywell Hopscotch
        Huckleberry Icewell Inkwell Ivyleaf Jasperstone Juniperus Kettlewell Kingfisher Lanternjack Larkspur Lavenderly Lindenbaum Lockwood Lupine Maplethorpe Marblehead Marshmallow Meadowsweet Millstone
        Mistlethwaite Moonbeam Mossgrove Mulberry Nettlefold Nightingale Nutmeg Oakhurst Oatfield Oldacre Orchardson Otterburn Paperwhite Partridge Peachtree Pebblesworth Peppercorn Periwinkle Pinecone
        Plumtree Pondwater Poppyfield Primrose Puddleford Quartzman Quicksilver Quillfeather Rainsford Raspberrow Reedmace Riverbend Rosewater Rowanberry Rushlight Saffronson Sandstone Shadywell Silverbirch
        Skylark Slatemoor Snowdrop Softbreeze Sparrowhawk Springwell Starling Stonecrop Strawbridge Sugarmaple Summerfield Sunderleaf Sweetbriar Tallgrass Tanglewood Teasel Thimbleby Thistledown Thornapple
        Thunderly Timberlake Toadflax Turnstone Underhill Velvetleaf Violetson Walnutter Waterlily Weathervane Wheatcroft Whistlewood Wickerby Wildrose Willowmere Windermoor Winterberry Woodsorrel Wrenfield Yarrow
        """);

    public static IReadOnlyList<string> Streets { get; } = Split("Acorn Birch Clover Daisy Elm Fern Garnet Hazel Ivy Juniper Kestrel Larch Maple Nutmeg Oak Pebble Quarry Robin Sage Thistle");

    public static IReadOnlyList<string> Towns { get; } = Split("Mapleford Stonebrook Eastwillow Harborlight Pinehollow Silverlake Northmeadow Applegate");

    public static IReadOnlyList<string> Businesses { get; } = ["Bakery", "Bicycle Works", "Bookshop", "Carpentry", "Coffee Roasters", "Garden Design", "Instruments", "Joinery", "Kites", "Logistics", "Pottery", "Print Shop", "Robotics", "Sailing School", "Tile & Stone", "Vineyards"];

    private static string[] Split(string text) => text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
