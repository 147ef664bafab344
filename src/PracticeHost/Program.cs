using PracticeCms.Kernel.Cli;
using PracticeHost;

return await CommandLine.RunAsync(args, PracticeApp.Build);
