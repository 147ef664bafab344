using PracticeCms.Kernel.Cli;
using PracticeHost;

return await CommandLine.RunAsync(args, (host, data) => PracticeApp.Build(host, data));
