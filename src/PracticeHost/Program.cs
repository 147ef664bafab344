using PracticeHost;

var app = PracticeApp.Build(args);
await app.RunAsync();
